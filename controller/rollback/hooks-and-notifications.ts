// After a rollback: its hooks and notifications. Traffic is back already, so a failure here only becomes a warning.
import type { Environment } from '../../environments/schema';
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import type { Snapshot } from '../release/snapshot';
import { currentUser } from '../core/user';
import { messageOf } from '../core/errors';

/** Facts about a rollback that its result does not hold. */
export interface RollbackNotice {
  readonly reason: string | null;
  /** Services that are not where they should be. */
  readonly failed: ReadonlySet<string>;
  /** The rollout that was rolled back; null for a rollback by hand. */
  readonly rollout: string | null;
}

/**
 * Runs the on_rollback hooks, all at once, and sends the notifications for the services that were rolled back. Returns what
 * went wrong as warnings; loads nothing where nothing is configured. Ctrl-C ends the hooks.
 */
export async function runHooksAndNotify(
  context: Context,
  environment: Environment,
  result: ChangeResult,
  notice: RollbackNotice,
): Promise<readonly string[]> {
  const rolledBack = result.services.filter((one) => one.changed && !notice.failed.has(one.service));
  const services = environment.services.filter((service) => rolledBack.some((one) => one.service === service.name));
  if (result.dryRun || services.every(({ rollout }) => hasNobodyToNotify(rollout))) return [];
  const releases = Object.fromEntries(rolledBack.map((one) => [one.service, one.to]));
  const warnings = await Promise.allSettled([
    runHooksOfRollback(context, environment, services, { releases, notice }),
    notifyOfRollback(context, environment, services, { releases, notice }),
  ]);
  return warnings.flatMap((one) => (one.status === 'fulfilled' ? one.value : [describeProblem(messageOf(one.reason))]));
}

const hasNobodyToNotify = ({ hooks, notify }: Environment['services'][number]['rollout']): boolean =>
  hooks.on_rollback.length === 0 && notify.length === 0;

interface RolledBackServices {
  readonly releases: Readonly<Record<string, Snapshot>>;
  readonly notice: RollbackNotice;
}

async function runHooksOfRollback(
  context: Context,
  environment: Environment,
  services: Environment['services'],
  { releases, notice }: RolledBackServices,
): Promise<readonly string[]> {
  const { buildPayload, selectHooks, runHooksAtOnce } = await import('../hooks');
  const about = { environment: environment.name, point: 'on_rollback' as const, ...notice };
  const facts = buildPayload(context, about, releases);
  const failures = await runHooksAtOnce(context, environment, selectHooks(services, 'on_rollback'), facts);
  return failures.map(describeProblem);
}

async function notifyOfRollback(
  context: Context,
  environment: Environment,
  services: Environment['services'],
  { releases, notice }: RolledBackServices,
): Promise<readonly string[]> {
  const { notify, selectTargets } = await import('../notify');
  return notify(context, environment, selectTargets(services), {
    schemaVersion: 1,
    kind: 'rolled-back',
    environment: environment.name,
    services: Object.keys(releases),
    weight: Math.max(...Object.values(releases).map((release) => release.weights[release.candidate])),
    reason: notice.reason,
    rollout: notice.rollout,
    by: currentUser(context),
    time: context.now().toISOString(),
  });
}

const describeProblem = (what: string): string => `Traffic is back, but ${what}`;
