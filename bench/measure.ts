// Times functions and whole processes in turns, so that a change of the machine's speed affects all of them.
import { spawn, spawnSync } from 'node:child_process';

/** What is timed. `before` runs before each round and is not timed. */
export interface Candidate {
  readonly run: () => unknown;
  readonly before?: () => unknown;
}

/** Milliseconds over some runs; `all` in the order of the rounds. */
export interface Times {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly all: readonly number[];
}

/** Runs each candidate `rounds` times, in turns, after one warm-up round. */
export async function measureInTurns(
  candidates: Readonly<Record<string, Candidate>>,
  rounds: number,
): Promise<Record<string, Times>> {
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++) {
    for (const [name, { run, before }] of Object.entries(candidates)) {
      await before?.();
      const start = performance.now();
      await run();
      if (round >= 0) (times[name] ??= []).push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, summarize(all)]));
}

/** Runs a process to its end. Throws with its output when it fails. */
export function execute(
  command: string,
  args: readonly string[],
  cwd?: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a process to its end without blocking this one. Rejects when it fails. */
export function executeInBackground(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} exited ${code}`)),
    );
  });
}

/** Computes the median and the range of some values. */
export const summarize = (all: readonly number[]): Times => ({
  median: computeMedian(all),
  min: Math.min(...all),
  max: Math.max(...all),
  all,
});

/** Computes the middle value, or the mean of the middle two. */
export function computeMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}
