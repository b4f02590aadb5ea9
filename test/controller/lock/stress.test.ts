// Many processes acquire one lock, and some are killed while they hold it: two never hold it at the same time.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { lockHolder } from '../helpers/lock';
import { bundle } from '../../helpers/bundle';
import type { Bundled } from '../../helpers/bundle';

const PROCESSES = 8;
const TIMES = 60;
let bundled: Bundled;
let folder: string;

beforeAll(() => {
  bundled = bundle('test/controller/lock/stress-entry.ts');
  folder = mkdtempSync(join(tmpdir(), 'teal-lock-'));
});
afterAll(() => {
  bundled.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs one process to its end; returns its signal, or its exit code. */
const run = (index: number, killedAt: number): Promise<NodeJS.Signals | number | null> =>
  new Promise((resolve) => {
    const args = [bundled.script, folder, join(folder, `notes-${index}`), String(TIMES), String(killedAt)];
    const env = { ...process.env, XDG_CACHE_HOME: bundled.folder };
    const child = spawn(process.execPath, args, { stdio: 'inherit', env });
    child.once('close', (code, signal) => resolve(signal ?? code));
  });

it(`is held by one of ${PROCESSES} processes at a time, although every other one dies while it holds it`, async () => {
  const ends = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => run(index, index % 2 === 0 ? 0 : 20 + index)),
  );
  expect(ends).toEqual(Array.from({ length: PROCESSES }, (_, index) => (index % 2 === 0 ? 0 : 'SIGKILL')));
  // One that was killed may have been the last to hold the lock.
  expect(await run(PROCESSES, 0)).toBe(0);
  const spans = readdirSync(folder)
    .filter((name) => name.startsWith('notes-'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => line.split(' ').map(BigInt))
    .sort(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
  expect(spans.length).toBeGreaterThan((PROCESSES / 2) * TIMES);
  for (const [index, [begin = 0n]] of spans.entries()) {
    const [, end = 0n] = spans[index - 1] ?? [];
    expect(begin >= end).toBe(true);
  }
  expect(await lockHolder(folder, 'prod')).toBeUndefined();
  expect(readdirSync(join(folder, '.teal/locks')).length).toBeLessThan(40);
}, 60_000);
