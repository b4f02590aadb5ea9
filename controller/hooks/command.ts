// A hook that is a shell command: it gets the facts on stdin and in its environment, and agrees when it ends with 0.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { endOf } from './output-tail';
import { variablesOf } from './payload';
import { endGroup } from './process-group';
import type { Answer, Call } from './types';

/** Milliseconds to read what is left of the output of a command that has ended: what it left running may hold the pipe for good. */
const DRAIN = 500;

/** Lines that are kept for the reason; all are shown. */
const KEPT = 20;

/**
 * Runs a command in the repository's folder, its output on stderr line by line. When `signal` says so, the command and all that it
 * started are ended. Throws when it cannot be started.
 */
export async function runCommand({ context, facts, signal }: Call, command: string): Promise<Answer> {
  const child = spawn(command, {
    cwd: context.root,
    env: { ...context.env, ...variablesOf(facts) },
    shell: true,
    stdio: 'pipe',
    // A group of its own, to be ended as a whole; a Ctrl-C in the terminal reaches it through us only.
    detached: true,
  });
  const lines: string[] = [];
  const show = (line: string): void => {
    context.io.err(`${facts.point}: ${line}`);
    if (lines.push(line) > KEPT) lines.shift();
  };
  const output = Promise.all([child.stdout, child.stderr].map((stream) => eachLine(stream, show)));
  // A command that does not read its input closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(facts));
  const ending = whenAborted(signal, () => (child.pid === undefined ? undefined : endGroup(child.pid, context.sleep)));
  try {
    const ended = await exitOf(child);
    await ending.done();
    await Promise.race([output, pause(DRAIN, undefined, { ref: false })]);
    if (ended === 0 && !signal.aborted) return { kind: 'agreed' };
    return { kind: 'failed', how: `ended with ${ended}`, said: endOf(lines.join('\n')) };
  } finally {
    ending.forget();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Begins something once a signal is given, and waits for it where it was begun. */
function whenAborted(signal: AbortSignal, begin: () => Promise<void> | undefined) {
  let begun: Promise<void> | undefined;
  const start = (): void => void (begun = begin());
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return { done: async () => begun, forget: () => signal.removeEventListener('abort', start) };
}

/** The exit code of a process, or the signal that ended it. */
const exitOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });

async function eachLine(stream: Readable, show: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: stream })) show(line);
  } catch {
    // The stream was let go of while something that the command left running still held it.
  }
}
