// The executable: creates the context, runs the command line, and exits with its code.
import type { Context, Io } from '../core/context';
import { EXIT } from '../core/errors';
import { askYesOrNo } from '../command-line/prompt';
import { chooseColumns, wantsColor } from '../core/style';
import { findRoot } from '../workspace/find-root';
import { runCtl } from './run';

void main();

async function main(): Promise<void> {
  process.exitCode = await runCtl(process.argv.slice(2), createContext());
  // Without this, idle connections of an SDK would keep the process alive.
  process.stdout.write('', () => process.exit());
}

function createContext(): Context {
  const { signal, stop } = handleSignals();
  return {
    cwd: process.cwd(),
    root: findRoot(process.cwd()),
    env: process.env,
    io: createIo(stop),
    now: () => new Date(),
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    fetch: globalThis.fetch,
    runCtl,
    self: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    signal,
    boundary: () => undefined,
  };
}

/** Moves the cursor to the top left, and clears everything below it. */
const CLEARED = '\u001b[H\u001b[J';

function createIo(interrupt: () => void): Io {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    redraw: (lines) => process.stdout.write(`${CLEARED}${lines.join('\n')}\n`),
    isTTY: process.stderr.isTTY && process.stdin.isTTY,
    columns: chooseColumns(process.env, process.stdout.columns),
    color: wantsColor(process.env, process.stdout.isTTY),
    confirm: (question) => askYesOrNo(question, { input: process.stdin, output: process.stderr, interrupt }),
  };
}

/** Aborts at the first Ctrl-C or SIGTERM, so that the current step finishes; the second one ends the process. */
function handleSignals(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, stop };
}
