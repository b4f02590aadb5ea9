// A process that takes a lock again and again, and notes in a file of its own when it held it: one line for each time, begin and end
// in nanoseconds of a clock that all processes share. Told by its arguments, it ends itself by SIGKILL while it holds.
import { appendFileSync } from 'node:fs';
import { acquireLock } from '../../../controller/lock';
import type { Lock } from '../../../controller/lock';
import { UserError } from '../../../controller/core/errors';
import { testContext } from '../../contract/context';

const [root = '', notes = '', times = '0', killedAt = '0'] = process.argv.slice(2);
const context = testContext(root);

function attempt(): Lock | undefined {
  try {
    return acquireLock(context, 'prod', 'shift', false);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 3) return undefined;
    throw error;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run(): Promise<void> {
  for (let held = 0; held < Number(times);) {
    const lock = attempt();
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
