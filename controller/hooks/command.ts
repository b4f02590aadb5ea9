// A hook that is a shell command: it gets the payload on stdin and in its environment, and agrees when it exits with 0.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { signalGroup, waitForExit } from '../core/child-process';
import { printable } from '../core/printable';
import { toVariables } from './payload';
import type { HookAnswer, HookCall } from './types';

/** How long to read the output after a command has exited: a process that it left behind may hold the pipe open. */
const DRAIN_MS = 500;

/** Lines that are kept for the reason; all are shown. */
const KEPT_LINES = 20;

/** How long a process group may take to end after SIGTERM, and how often that is checked. */
const GRACE_MS = 2000;
const POLL_MS = 50;

/**
 * Runs a command in the repository's folder and shows its output on stderr. When `signal` is aborted, the command and every
 * process that it started are ended. Throws when it cannot be started.
 */
export async function runCommand({ context, payload, signal }: HookCall, command: string): Promise<HookAnswer> {
  const child = spawn(command, {
    cwd: context.root,
    env: { ...context.env, ...toVariables(payload) },
    shell: true,
    stdio: 'pipe',
    // A process group of its own, which can be ended as a whole; a Ctrl-C in the terminal does not reach it directly.
    detached: true,
  });
  const lines: string[] = [];
  const show = (text: string): void => {
    const line = printable(text);
    context.io.err(`${payload.point}: ${line}`);
    if (lines.push(line) > KEPT_LINES) lines.shift();
  };
  const output = Promise.all([child.stdout, child.stderr].map((stream) => readLines(stream, show)));
  // A command that does not read its input closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(payload));
  const ending = onAbort(signal, () => (child.pid === undefined ? undefined : endGroup(child.pid, context.sleep)));
  try {
    const exit = await waitForExit(child);
    await ending.done();
    await Promise.race([output, pause(DRAIN_MS, undefined, { ref: false })]);
    if (exit === 0 && !signal.aborted) return { kind: 'agreed' };
    return { kind: 'failed', failure: `ended with ${exit}`, output: lines.join('\n') };
  } finally {
    ending.cancel();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Calls `begin` when the signal is aborted. `done` waits for it if it was called. */
function onAbort(signal: AbortSignal, begin: () => Promise<void> | undefined) {
  let begun: Promise<void> | undefined;
  const start = (): void => void (begun = begin());
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return { done: async () => begun, cancel: () => signal.removeEventListener('abort', start) };
}

/** Ends every process of a group by SIGTERM, and by SIGKILL those that are left after a while. */
async function endGroup(leader: number, sleep: (milliseconds: number) => Promise<void>): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && signalGroup(leader, 0); waited += POLL_MS) await sleep(POLL_MS);
  signalGroup(leader, 'SIGKILL');
}

async function readLines(stream: Readable, show: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: stream })) show(line);
  } catch {
    // The stream was destroyed while a process that the command left behind still held it open.
  }
}
