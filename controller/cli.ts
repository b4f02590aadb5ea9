// The executable: builds the real context, runs the command line, and leaves with its exit code.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context, Io } from './context';
import { EXIT } from './errors';
import { wantsColor } from './render/style';
import { runCtl } from './run';

void main();

async function main(): Promise<void> {
  process.exitCode = await runCtl(process.argv.slice(2), realContext());
  // What still holds the process open, such as idle connections of an SDK, has nothing left to do.
  process.stdout.write('', () => process.exit());
}

function realContext(): Context {
  return {
    cwd: process.cwd(),
    root: findRoot(process.cwd()),
    env: process.env,
    io: realIo(),
    now: () => new Date(),
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    fetch: globalThis.fetch,
    self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    signal: interruption(),
    boundary: () => undefined,
  };
}

function realIo(): Io {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTTY: process.stderr.isTTY && process.stdin.isTTY,
    columns: process.stderr.columns ?? 80,
    color: wantsColor(process.env, process.stdout.isTTY),
    confirm: async (question) => {
      const { createInterface } = await import('node:readline/promises');
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await prompt.question(`${question} [y/N] `);
      prompt.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

/** Aborts at the first Ctrl-C or SIGTERM, so that the step under way is finished; the second one ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** The nearest folder upwards that holds cdktf.json, else the folder of this package. */
function findRoot(from: string): string {
  if (existsSync(join(from, 'cdktf.json'))) return from;
  return dirname(from) === from ? dirname(__dirname) : findRoot(dirname(from));
}
