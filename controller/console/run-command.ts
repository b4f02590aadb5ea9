// Runs an action as a ctl of its own: with its own lock, and it goes on when the console ends. A rollback stops it like any other.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForExit } from '../core/child-process';
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';

/** What a command printed, and its exit code. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line of ctl. */
export type RunCommand = (argv: readonly string[]) => Promise<Ended>;

/** Runs commands in processes of their own. They write into files, since a pipe would break when the console ends. */
export const runInProcess =
  (context: Context): RunCommand =>
  async (argv) => {
    const parent = join(context.root, '.teal', 'console');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'run-'));
    const [out, err] = [join(folder, 'out'), join(folder, 'err')];
    const files = [openSync(out, 'w'), openSync(err, 'w')] as const;
    const [command = process.execPath, ...before] = context.self;
    const child = spawn(command, [...before, ...argv, `--root=${context.root}`], {
      cwd: context.cwd,
      env: { ...context.env },
      detached: true,
      stdio: ['ignore', ...files],
    });
    for (const file of files) closeSync(file);
    try {
      const ended = await waitForExit(child);
      return {
        exitCode: typeof ended === 'number' ? ended : EXIT.failure,
        out: readFileSync(out, 'utf8'),
        err: readFileSync(err, 'utf8'),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
