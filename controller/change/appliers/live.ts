// The live way: the rules of the services, changed in place through the load balancer's API, and nothing else.
import { desiredRouting, diffRules } from '../../../routing';
import type { Change, ObservedRule } from '../../../routing';
import { describeDrift, driftError, findDrift } from '../../drift/detect';
import { ruleChanges } from '../planned-change';
import { isPendingChange } from '../../workspace/pending-changes';
import { pickServices } from './applier';
import type { PreparedChange, Step, Applier } from './applier';

/** Changes live rules; `afterwards` runs once they are as desired. */
export const liveApplier = (afterwards: (step: Step) => Promise<readonly string[]>): Applier => ({
  via: 'live',
  prepare: async (step): Promise<PreparedChange> => {
    const { createRouter } = await import('../../aws');
    const router = await createRouter(step.after, step.context);
    const observed = await router.read();
    const warnings = checkDrift(step, observed);
    const desired = desiredRouting(pickServices(step.after, step.services));
    const changes = productionFirst(inPlace(diffRules(desired, observed).changes));
    return {
      changes: ruleChanges(changes),
      warnings,
      apply: async () => {
        for (const change of changes) {
          await step.assertHeld();
          await router.apply([change]);
        }
      },
      verify: () => router.verify(desired),
      afterwards: () => afterwards(step),
    };
  },
});

/**
 * Drift of the services before the change: an error, or for a forced step a warning each.
 * A production rule that is gone or somebody else's cannot be changed in place, so that it stops even those.
 */
export function checkDrift(step: Step, observed: readonly ObservedRule[]): string[] {
  const desired = desiredRouting(pickServices(step.before, step.services));
  const drifts = findDrift(desired, observed).filter((drift) => !isPendingChange(step, drift));
  if (drifts.length === 0) return [];
  const conflicts = new Set(diffRules(desired, observed).conflicts.map((conflict) => conflict.rule.priority));
  const hopeless = drifts.filter(
    ({ rule, observed: live }) => rule.role === 'production' && (!live || conflicts.has(rule.priority)),
  );
  if (!step.force || hopeless.length > 0) throw driftError(step.before.name, step.force ? hopeless : drifts);
  return drifts.map((drift) => `Live was not what the file said: ${describeDrift(drift)}`);
}

/** Rules are created by a deployment only. */
const inPlace = (changes: readonly Change[]): Change[] => changes.filter((change) => change.kind === 'modify');

/** The production rule first: it carries most of the traffic, should a later change fail. */
const productionFirst = (changes: readonly Change[]): Change[] =>
  [...changes].sort((a, b) => Number(b.rule.role === 'production') - Number(a.rule.role === 'production'));
