// A process that acquires a lock repeatedly and records in its own file when it held it: one line each time, with begin and end in
// nanoseconds of a clock that all processes share. If its arguments ask for it, it kills itself with SIGKILL while it holds the lock.
import { appendFileSync } from 'node:fs';
import { acquireLock } from '../../../controller/lock';
import type { Lock } from '../../../controller/lock';
import { UserError } from '../../../controller/core/errors';
import { testContext } from '../../contract/context';

const [root = '', notes = '', times = '0', killedAt = '0'] = process.argv.slice(2);
const context = testContext(root);

async function attempt(): Promise<Lock | undefined> {
  try {
    return await acquireLock(context, 'prod', 'shift', false);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 3) return undefined;
    throw error;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run(): Promise<void> {
  for (let held = 0; held < Number(times);) {
    const lock = await attempt();
    if (!lock) {
      await pause(Math.random() * 3);
      continue;
    }
    held += 1;
    const begin = process.hrtime.bigint();
    if (held === Number(killedAt)) process.kill(process.pid, 'SIGKILL');
    if (held % 3 === 0) await pause(1);
    await lock.assertHeld();
    appendFileSync(notes, `${begin} ${process.hrtime.bigint()}\n`);
    await lock.release();
  }
}

void run();
