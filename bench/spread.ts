// Spreads the rows of whole rollouts over processes, one for each core, at most two.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Done, Job } from './rollout-worker';
import type { Tally } from './rollout-row';

const PROCESSES = Math.min(2, availableParallelism());

/** Simulates all rows; the tallies are in their order, and the same whatever the number of processes. */
export async function simulateRows(jobs: readonly Job[]): Promise<Tally[]> {
  const tallies: Tally[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = fork(join(__dirname, 'rollout-worker.ts'), { stdio: 'inherit' });
    const ended = once(worker, 'exit').then(([code]) => [{ error: `a process ended with ${code}`, seconds: 0 }]);
    try {
      for (let index = next++; index < jobs.length; index = next++) {
        const job = jobs[index] as Job;
        worker.send(job);
        const [done] = (await Promise.race([once(worker, 'message'), ended])) as [Done];
        if (!done.tally) throw new Error(done.error);
        tallies[index] = done.tally;
        console.error(`  ${job.table}, row ${job.index + 1}: ${done.seconds.toFixed(0)} s of CPU time`);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  return tallies;
}
