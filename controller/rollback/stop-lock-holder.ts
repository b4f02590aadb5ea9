// Stops the change that held the lock before, and its Terraform, so that neither writes anything after the rollback.
import type { Environment } from '../../environments/schema';
import { forgetChild, notedChildren } from '../workspace/child-processes';
import type { Child } from '../workspace/child-processes';
import type { Context } from '../core/context';
import { lifeOf } from '../lock';
import type { Holder } from '../lock';
import type { EndedRollouts } from '../rollout-store';
import { onOneLine } from '../core/printable';
import { isRunning } from '../core/process';
import { stackNames } from '../terraform/stack-names';
import { POLL_MILLISECONDS, endsWithin, runs, send } from './processes';

/** Polls that a process gets to stop after a signal; time that calls already sent have to finish after SIGKILL. */
const POLLS_TO_STOP = 10_000 / POLL_MILLISECONDS;
const AFTER_FORCE_MILLISECONDS = 500;

/** Polls that another rollback gets to end by itself. Traffic is back meanwhile, so that nobody but its user waits. */
const POLLS_FOR_ROLLBACK = 30_000 / POLL_MILLISECONDS;

/** How long a change on another host has to detect that it lost its lock. */
const OTHER_HOST_MILLISECONDS = 2000;

/** While a process stops, traffic is corrected after every so many polls. */
const POLLS_BETWEEN_CORRECTIONS = 1000 / POLL_MILLISECONDS;

/** The former holder of a lock, the processes that drive rollouts, and how to correct the file and the rules. */
export interface FormerHolder {
  readonly holder: Holder | undefined;
  readonly drivers: EndedRollouts['drivers'];
  /** Is called while a process stops, and once more when all have ended. */
  readonly correct: () => Promise<void>;
}

/**
 * Stops the former holder of the lock if it runs on this host, and every Terraform of the environment whose ctl has ended. The process
 * of a rollout ends by itself once its rollout has ended; that of a rollout of other services goes on. Returns warnings about
 * processes that it could not stop.
 */
export async function stopLockHolder(
  context: Context,
  environment: Environment,
  { holder, drivers, correct }: FormerHolder,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const onPoll = async (count: number): Promise<void> => {
    if (count % POLLS_BETWEEN_CORRECTIONS === 0) await correct();
  };
  const life = holder && lifeOf(holder);
  if (holder && life === 'elsewhere') {
    warnings.push(`${describe(holder)} held the lock; it stops at its next step. Check with ctl status in a minute`);
    await context.sleep(OTHER_HOST_MILLISECONDS);
  } else if (
    holder &&
    life === 'running' &&
    isProcessOf(holder) &&
    !drivers.ofOthers.some((one) => isSameProcess(one, holder)) &&
    !(await endsWithin(context, holder.pid, pollsToEnd(holder, drivers), onPoll))
  ) {
    context.io.err(`Traffic is back; stopping ${describe(holder)}`);
    send(holder.pid, 'SIGTERM');
    if (!(await endsWithin(context, holder.pid, POLLS_TO_STOP, onPoll))) await force(context, holder.pid, holder.pid);
    if (!(await endsWithin(context, holder.pid, POLLS_TO_STOP, onPoll)))
      warnings.push(`${describe(holder)} could not be stopped`);
  }
  const left = orphans(context.root, environment);
  for (const child of left) {
    context.io.err(`Traffic is back; stopping a Terraform that was left behind (process ${child.pid}, ${child.stack})`);
    send(-child.pid, 'SIGINT');
    if (!(await endsWithin(context, child.pid, POLLS_TO_STOP, onPoll))) await force(context, -child.pid, child.pid);
    forgetChild(context.root, child);
  }
  if (holder || left.length > 0) await correct();
  return warnings;
}

/** Whether the process is the holder: by its start time, or where that is unknown by its verb. */
const isProcessOf = ({ pid, started, verb }: Holder): boolean =>
  pid !== process.pid && (started !== undefined || runs(pid, [verb]));

/** A rollback and the process of a rollout that has ended print their result before they end by themselves. */
function pollsToEnd(holder: Holder, { ofEnded }: FormerHolder['drivers']): number {
  if (holder.verb === 'rollback') return POLLS_FOR_ROLLBACK;
  return ofEnded.some((one) => isSameProcess(one, holder)) ? POLLS_TO_STOP : 0;
}

const isSameProcess = (a: Holder, b: Holder): boolean =>
  a.pid === b.pid && a.host === b.host && a.started === b.started && a.space === b.space;

async function force(context: Context, target: number, pid: number): Promise<void> {
  send(target, 'SIGKILL');
  await endsWithin(context, pid, POLLS_TO_STOP);
  await context.sleep(AFTER_FORCE_MILLISECONDS);
}

/** Every Terraform of the environment that runs on without its ctl; the notes of those that have ended are removed. */
function orphans(root: string, environment: Environment): Child[] {
  const stacks = stackNames(environment);
  const left = notedChildren(root).filter((child) => stacks.includes(child.stack) && !isRunning(child.parent));
  return left.filter((child) => {
    if (runs(child.pid, [child.command])) return true;
    forgetChild(root, child);
    return false;
  });
}

const describe = (holder: Holder): string => onOneLine(`ctl ${holder.verb} (process ${holder.pid} on ${holder.host})`);
