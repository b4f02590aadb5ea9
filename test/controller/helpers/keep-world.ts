// Keeps the state of a world, so that tests begin with it without making it anew.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxWorld } from './context';

const STATE = 'state/state.json';

/** The state of a world at one time. */
export interface KeptWorld {
  /** Brings every file back, and the sandbox where its state is another one by now. */
  restore(): Promise<void>;
  /** Removes the copy. */
  remove(): void;
}

/** Copies the files of a world, with the state of its sandbox. */
export function keepWorld(world: SandboxWorld): KeptWorld {
  const aside = mkdtempSync(join(tmpdir(), 'ctl-kept-'));
  cpSync(world.root, aside, { recursive: true });
  const state = world.read(STATE);
  return {
    restore: async () => {
      const isChanged = world.read(STATE) !== state;
      for (const name of readdirSync(world.root)) rmSync(join(world.root, name), { recursive: true });
      cpSync(aside, world.root, { recursive: true });
      if (isChanged) await world.restart(state);
    },
    remove: () => rmSync(aside, { recursive: true, force: true }),
  };
}
