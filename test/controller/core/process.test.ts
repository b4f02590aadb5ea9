// Whether a process runs.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import { isRunning, startOf } from '../../../controller/core/process';
import { lifeOf, thisProcess } from '../../../controller/lock';
import { testContext } from '../../contract/context';
import { zombie } from '../helpers/zombie';

let parent: ChildProcess | undefined;
afterEach(() => void parent?.kill('SIGKILL'));

it('counts a process that runs, and not one that has ended', async () => {
  expect(isRunning(process.pid)).toBe(true);
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  expect(isRunning(child.pid ?? 0)).toBe(false);
});

it('does not count a process that has ended and that nobody waited for, nor does a lock that it held', async () => {
  const found = await zombie();
  parent = found.parent;
  expect(isRunning(found.pid)).toBe(false);
  const self = thisProcess(testContext(process.cwd()), 'shift');
  expect(lifeOf({ ...self, pid: found.pid, started: startOf(found.pid) ?? '' })).toBe('gone');
});
