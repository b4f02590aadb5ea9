// Stops the change that held the lock before, and its Terraform, so that neither writes anything after the rollback.
import type { Environment } from '../../environments/schema';
import { forgetChild, notedChildren } from '../workspace/child-processes';
import type { Child } from '../workspace/child-processes';
import type { Context } from '../core/context';
import { lifeOf } from '../lock';
import type { Holder } from '../lock';
import { isAlive } from '../core/process';
import { POLL_MILLISECONDS, endsWithin, runs, send } from './processes';

/** How long somebody may take to stop when asked, and how long what was ended by force has for calls on their way. */
const PATIENCE = 10_000 / POLL_MILLISECONDS;
const AFTER_FORCE_MILLISECONDS = 500;

/** How long a change on another host has to notice that its lock is gone. */
const ELSEWHERE_MILLISECONDS = 2000;

/** Traffic is looked at again this often while somebody stops. */
const LOOKS_BETWEEN_CHECKS = 1000 / POLL_MILLISECONDS;

/**
 * Stops the former holder of the lock where it runs on this host, and every Terraform of the environment whose ctl is gone.
 * `again` puts file and rules right; it is called while somebody stops, and last when nobody is left. Returns
 * warnings about whom it could not stop.
 */
export async function stopLockHolder(
  context: Context,
  environment: Environment,
  holder: Holder | undefined,
  again: () => Promise<void>,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const now = async (count: number): Promise<void> => {
    if (count % LOOKS_BETWEEN_CHECKS === 0) await again();
  };
  const elsewhere = holder !== undefined && lifeOf(holder) === 'elsewhere';
  if (elsewhere) {
    warnings.push(
      `${describe(holder)} held the lock; it stops at its next step. Look again with ctl status in a minute`,
    );
    await context.sleep(ELSEWHERE_MILLISECONDS);
  } else if (holder && runs(holder.pid, [holder.verb]) && !(await endsByItself(context, holder, now))) {
    context.io.err(`Traffic is back; stopping ${describe(holder)}`);
    send(holder.pid, 'SIGTERM');
    if (!(await endsWithin(context, holder.pid, PATIENCE, now))) await force(context, holder.pid, holder.pid);
    if (!(await endsWithin(context, holder.pid, PATIENCE, now)))
      warnings.push(`${describe(holder)} could not be stopped`);
  }
  const left = orphans(context.root, environment);
  for (const child of left) {
    context.io.err(`Traffic is back; stopping a Terraform that was left behind (process ${child.pid}, ${child.stack})`);
    send(-child.pid, 'SIGINT');
    if (!(await endsWithin(context, child.pid, PATIENCE, now))) await force(context, -child.pid, child.pid);
    forgetChild(context.root, child);
  }
  if (holder || left.length > 0) await again();
  return warnings;
}

/** Another rollback ends by itself, and must not be cut off in what it tells its user. */
async function endsByItself(
  context: Context,
  { pid, verb }: Holder,
  look: (count: number) => Promise<void>,
): Promise<boolean> {
  return verb === 'rollback' && endsWithin(context, pid, PATIENCE, look);
}

async function force(context: Context, target: number, pid: number): Promise<void> {
  send(target, 'SIGKILL');
  await endsWithin(context, pid, PATIENCE);
  await context.sleep(AFTER_FORCE_MILLISECONDS);
}

/** Every Terraform of the environment that runs on without its ctl; notes of those that have ended are cleared away. */
function orphans(root: string, environment: Environment): Child[] {
  const stacks = [environment.name, ...environment.services.map((service) => `${environment.name}-${service.name}`)];
  const left = notedChildren(root).filter((child) => stacks.includes(child.stack) && !isAlive(child.parent));
  return left.filter((child) => {
    if (runs(child.pid, [child.command])) return true;
    forgetChild(root, child);
    return false;
  });
}

const describe = (holder: Holder): string => `ctl ${holder.verb} (process ${holder.pid} on ${holder.host})`;
