// Changes the rules of services in place through the load balancer's API, and nothing else.
import { desiredRouting, diffRules } from '../../../routing';
import type { Change, ObservedRule } from '../../../routing';
import { describeDrift, describeKeptParts, driftError, findDrift, findKept } from '../../drift/detect';
import type { Drift, KeptRule } from '../../drift/detect';
import { ruleChanges } from '../planned-change';
import { UserError } from '../../core/errors';
import { throwIfTakenOver } from '../../lock';
import { matchesPendingChange } from '../../workspace/pending-changes';
import { pickServices } from './applier';
import type { PreparedChange, Step, Applier } from './applier';

/** Changes live rules in place. */
export const liveApplier: Applier = {
  via: 'live',
  provesCode: false,
  prepare: async (step): Promise<PreparedChange> => {
    const { createRouter } = await import('../../aws/router');
    const router = await createRouter(step.after, step.context);
    const observed = await router.read();
    const warnings = [...checkDrift(step, observed), ...findKeptRules(step, observed).map(describeKeptParts)];
    const desired = desiredRouting(pickServices(step.after, step.services));
    const changes = productionFirst(inPlace(diffRules(desired, observed).changes));
    return {
      changes: ruleChanges(changes),
      warnings,
      apply: async () => {
        for (const change of changes) {
          await throwIfTakenOver(step.assertHeld);
          await router.apply([change]);
        }
      },
      verify: () => router.verify(desired),
    };
  },
};

/**
 * Checks the services for drift before the change. For a forced step each drift is a warning.
 * @throws {UserError} DRIFT or NOT_DEPLOYED; a forced step only where a production rule is missing or belongs to somebody else,
 * since it cannot be changed in place.
 */
export function checkDrift(step: Step, observed: readonly ObservedRule[]): string[] {
  const desired = desiredRouting(pickServices(step.before, step.services));
  const found = findDrift(desired, observed);
  const drifts = found.filter((drift) => !isPending(step, drift));
  refuseToFinish(
    step,
    found.filter((drift) => !drifts.includes(drift)),
  );
  if (drifts.length === 0) return [];
  const conflicts = new Set(diffRules(desired, observed).conflicts.map((conflict) => conflict.rule.priority));
  const unchangeable = drifts.filter(
    ({ rule, observed: live }) => rule.role === 'production' && (!live || conflicts.has(rule.priority)),
  );
  if (!step.force || unchangeable.length > 0) throw driftError(step.before.name, step.force ? unchangeable : drifts);
  return drifts.map((drift) => `The live rule differed from the file: ${describeDrift(drift)}`);
}

/** The rules of the services on which others have put something that a change keeps. */
export const findKeptRules = (step: Step, observed: readonly ObservedRule[]): KeptRule[] =>
  findKept(desiredRouting(pickServices(step.before, step.services)), observed);

/** Whether a rule is as it was before a change of ctl that was not finished. */
const isPending = ({ context, before }: Step, { rule, observed }: Drift): boolean =>
  observed !== undefined && matchesPendingChange(context.root, before.name, rule, observed);

/** Verbs that do not decide where ordinary requests go. */
const LEAVE_USERS: readonly string[] = ['canary', 'settle'];

/**
 * A verb that does not move ordinary requests does not finish a change that does.
 * @throws {UserError} UNFINISHED.
 */
function refuseToFinish({ verb, before }: Step, pending: readonly Drift[]): void {
  const moved = LEAVE_USERS.includes(verb) ? pending.filter(({ rule }) => rule.role === 'production') : [];
  const [first] = moved;
  if (!first) return;
  const at = `${first.rule.service} -e ${before.name}`;
  throw new UserError(
    'UNFINISHED',
    [
      `A change of ${before.name} was cut off before the load balancer had it, and ${verb} would move everybody; nothing was changed:`,
      ...moved.map((drift) => `  ${describeDrift(drift)}`),
    ].join('\n'),
    `The command that was cut off, typed again, or ctl deploy ${at} moves requests as the file says; ctl rollback ${at} takes it back. Then ctl ${verb} again`,
  );
}

/** Rules are created by a deployment only. */
const inPlace = (changes: readonly Change[]): Change[] => changes.filter((change) => change.kind === 'modify');

/** The production rule first: it carries most of the traffic, should a later change fail. */
const productionFirst = (changes: readonly Change[]): Change[] =>
  [...changes].sort((a, b) => Number(b.rule.role === 'production') - Number(a.rule.role === 'production'));
