// The state after a kill: the environment file, the notes of ctl, and the state of the sandbox. It can be copied and restored.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxWorld } from '../controller/helpers/context';

export const FILE = 'environments/local.yaml';
const STATE = 'state/state.json';

/** A root with ctl in it, and its sandbox. */
export type Place = Pick<SandboxWorld, 'root' | 'write' | 'read' | 'restart'>;

/** The state after a kill, from which the next verb begins. */
export interface Wreck {
  readonly text: string;
  /** A folder with a copy of the notes of ctl. */
  readonly aside: string;
  /** The state of the sandbox: rules, target groups and functions. */
  readonly sandbox: string;
  /** Equal for two states that differ only in times, in random numbers, and in the lock, which the killed process holds in both. */
  readonly key: string;
}

const notes = (place: Place): string => join(place.root, '.teal');

/** Copies the state. */
export function capture(place: Place): Wreck {
  const aside = mkdtempSync(join(place.root, 'aside-'));
  cpSync(notes(place), aside, { recursive: true });
  const [text, sandbox] = [place.read(FILE), place.read(STATE)];
  return { text, aside, sandbox, key: comparable([text, sandbox, readNotes(aside)].join('\n')) };
}

/** The names and contents of the notes, without the lock. */
function readNotes(aside: string): string {
  const files = readdirSync(aside, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('locks') && statSync(join(aside, file)).isFile())
    .sort();
  return files.map((file) => `${file}\n${readFileSync(join(aside, file), 'utf8')}`).join('\n');
}

const comparable = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+0000)/g, 'time')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'random');

/** Restores the state that was copied. */
export async function restore(place: Place, { text, aside, sandbox }: Wreck): Promise<void> {
  rmSync(notes(place), { recursive: true, force: true });
  cpSync(aside, notes(place), { recursive: true });
  place.write(FILE, text);
  if (place.read(STATE) !== sandbox) await place.restart(sandbox);
}
