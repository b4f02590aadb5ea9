// Runs ctl in its own process, which kills itself with SIGKILL at the step boundary in KILL_AT: a number from 1, or a name. Without
// arguments it runs one command line of stdin after the other, and prints the exit code of each.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Context } from '../../controller/core/context';
import { runCtl } from '../../controller/cli/run';

const killAt = process.env['KILL_AT'];
/** A boundary at which to wait for PAUSE_MS milliseconds, so that another process comes in between. */
const pauseAt = process.env['PAUSE_AT'];
/** A file with the time in milliseconds, which only `sleep` advances. It outlives the process. */
const clockFile = process.env['CLOCK_FILE'];
let passed = 0;

const now = (): Date => (clockFile ? new Date(Number(readFileSync(clockFile, 'utf8'))) : new Date());

async function sleep(milliseconds: number): Promise<void> {
  if (clockFile) writeFileSync(clockFile, String(now().getTime() + milliseconds));
  await new Promise((resolve) => setTimeout(resolve, clockFile ? 0 : milliseconds));
}

function boundary(step: string): void {
  passed += 1;
  if (String(passed) === killAt || step === killAt) process.kill(process.pid, 'SIGKILL');
  if (step !== pauseAt) return;
  process.stderr.write(`paused at ${step}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env['PAUSE_MS']));
}

function context(): Context {
  const interruption = new AbortController();
  process.on('SIGTERM', () => interruption.abort());
  return {
    cwd: process.cwd(),
    root: process.cwd(),
    env: process.env,
    io: {
      out: (line) => process.stdout.write(`${line}\n`),
      err: (line) => process.stderr.write(`${line}\n`),
      isTTY: false,
      columns: Infinity,
      color: false,
      confirm: () => Promise.resolve(false),
    },
    now,
    random: Math.random,
    sleep,
    fetch: globalThis.fetch,
    runCtl,
    self: [],
    signal: interruption.signal,
    boundary,
  };
}

async function serve(): Promise<void> {
  const quiet = { ...context().io, out: () => undefined, err: () => undefined };
  for await (const line of createInterface({ input: process.stdin })) {
    const code = await runCtl(line.split(' '), { ...context(), io: quiet });
    process.stdout.write(`${code}\n`);
  }
}

async function once(argv: readonly string[]): Promise<void> {
  const code = await runCtl(argv, context());
  process.stdout.write('', () => process.exit(code));
}

const argv = process.argv.slice(2);
void (argv.length === 0 ? serve() : once(argv));
