// The second half of a rollback: reads the live rules by their cached ARNs, changes them, and reads them back until they are as
// desired.
import { desiredRouting, diffRules, placeOnLive } from '../../routing';
import type { Change, Conflict, ObservedRule } from '../../routing';
import { describeDrift } from '../drift/detect';
import { describeFound, modifications, readFirst, readRules } from './read-rules';
import type { Modify, Moving } from './read-rules';

/** How many times rules are changed, at most, if they differ when they are read back; milliseconds in between. */
const ROUNDS = 5;
const BETWEEN_ROUNDS = 200;

/** The result: the rules that were changed, and why a service is not rolled back. */
export interface TrafficResult {
  readonly changes: readonly Modify[];
  readonly failures: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** The error behind the first failure, where an API call failed. */
  readonly cause: unknown;
}

/** Before anything was moved. */
export const NOTHING_MOVED: TrafficResult = { changes: [], failures: new Map(), warnings: [], cause: undefined };

/**
 * Changes the live rules to those of the services, production rules first, concurrently within the API's rate. Priorities, hosts and
 * paths stay as they are: a release never changes them, and this file may have old ones. Throws only when the rules cannot be read at
 * all; any other error is a failure of its service, and the others continue.
 */
export async function moveTraffic(moving: Moving): Promise<TrafficResult> {
  const { context, services } = moving;
  const desired = desiredRouting(services);
  const first = await readFirst(moving, desired);
  const made: Modify[] = [...first.blind];
  let errors = await modifyAll(moving, first.blind);
  let observed = first.observed ?? (await readRules(moving, desired));
  const noticed = [...first.warnings, ...describeFound(moving, desired, observed)];
  for (let round = 0; ; round++) {
    const { changes, conflicts } = diffRules(placeOnLive(desired, observed), observed);
    const todo = modifications(changes);
    if (todo.length === 0 || round === ROUNDS) {
      const judged = classifyRemaining(changes, conflicts, errors);
      return { ...judged, changes: made, warnings: [...noticed, ...judged.warnings] };
    }
    if (round > 1) await context.sleep(BETWEEN_ROUNDS);
    errors = await modifyAll(moving, todo);
    made.push(...todo.filter((change) => !made.some((one) => one.arn === change.arn)));
    observed = await readRules(moving, desired);
    context.boundary('read-back');
  }
}

/** Changes rules concurrently; returns the error of each that failed, by ARN. */
async function modifyAll({ context, rules, turn }: Moving, changes: readonly Modify[]): Promise<Map<string, unknown>> {
  const errors = new Map<string, unknown>();
  await Promise.all(
    productionFirst(changes).map(async (change) => {
      try {
        await turn();
        await rules.modify(change);
        context.boundary('rule-changed');
      } catch (error) {
        errors.set(change.arn, error);
      }
    }),
  );
  return errors;
}

/** Without its rule a canary slot shows the candidate to nobody, so this is only a warning. */
function classifyRemaining(
  changes: readonly Change[],
  conflicts: readonly Conflict[],
  errors: ReadonlyMap<string, unknown>,
): Omit<TrafficResult, 'changes'> {
  const failures = new Map<string, string>();
  const warnings: string[] = [];
  let cause: unknown;
  const note = (rule: Change['rule'], reason: string): void => {
    if (rule.role === 'production') failures.set(rule.service, reason);
    else warnings.push(`${rule.service}: ${reason}`);
  };
  for (const change of changes) {
    if (change.kind === 'create') {
      note(change.rule, `its ${change.rule.role} rule (priority ${change.rule.priority}) is gone`);
      continue;
    }
    const error = errors.get(change.arn);
    cause ??= error;
    const why = error instanceof Error ? error.message : 'the change was accepted but does not show';
    failures.set(change.rule.service, `${why}; ${differs(change.rule, change.before)}`);
  }
  for (const { rule, observed } of conflicts) {
    note(rule, `the rule at priority ${rule.priority} is not its own: ${observed.arn}`);
  }
  return { failures, warnings, cause };
}

const differs = (rule: Change['rule'], observed: ObservedRule): string => describeDrift({ rule, observed });

const productionFirst = (changes: readonly Modify[]): Modify[] =>
  [...changes].sort((a, b) => Number(b.rule.role === 'production') - Number(a.rule.role === 'production'));
