// The second half of a rollback: changes the live rules by their cached ARNs, and reads them back until they are as desired.
import type { Environment, Service } from '../../environments/schema';
import { desiredRouting, desiredRules, diffRules } from '../../routing';
import type { Change, Conflict, ObservedRule } from '../../routing';
import type { LiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { describeDrift } from '../drift/detect';
import type { CachedRule } from '../workspace/cache';
import type { WaitForToken } from '../core/rate-limit';

type Modify = Extract<Change, { kind: 'modify' }>;

/** How many times rules are read back and changed again if they differ; milliseconds in between. */
const ROUNDS = 4;
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

/** What to move, where, and by which calls. */
export interface Moving {
  readonly context: Context;
  readonly rules: LiveRules;
  readonly turn: WaitForToken;
  readonly services: readonly Service[];
  /** Changes to make without reading the rules first; empty to read first. */
  readonly blind: readonly Modify[];
}

/**
 * The changes between the file before and after, for rules with a cached ARN. The live rules are assumed to match the file before,
 * which the read-back verifies.
 */
export function blindChanges(
  before: Environment,
  services: readonly Service[],
  known: readonly CachedRule[],
): Modify[] {
  const arns = new Map(known.map((rule) => [`${rule.service} ${rule.role}`, rule.arn]));
  const names = new Set(services.map((service) => service.name));
  const observed = before.services
    .filter((service) => names.has(service.name))
    .flatMap(desiredRules)
    .flatMap(({ service, role, ...rule }) => {
      const arn = arns.get(`${service} ${role}`);
      return arn === undefined ? [] : [{ arn, ...rule }];
    });
  return modifications(diffRules(desiredRouting(services), observed).changes);
}

/**
 * Changes the live rules to those of the services, production rules first, concurrently within the API's rate. Throws only when the
 * rules cannot be read at all; any other error is a failure of its service, and the others continue.
 */
export async function moveTraffic(moving: Moving): Promise<TrafficResult> {
  const { context, rules, services } = moving;
  const desired = desiredRouting(services);
  const made: Modify[] = [...moving.blind];
  const drifted: string[] = [];
  let errors = await modifyAll(moving, moving.blind);
  for (let round = 0; ; round++) {
    const { changes, conflicts } = diffRules(desired, await rules.read());
    context.boundary('read-back');
    const todo = modifications(changes);
    if (todo.length === 0 || round === ROUNDS) {
      const judged = classifyRemaining(changes, conflicts, errors);
      return { ...judged, changes: made, warnings: [...drifted, ...judged.warnings] };
    }
    if (round === 0) drifted.push(...driftOf(todo, errors));
    if (round > 0) await context.sleep(BETWEEN_ROUNDS);
    errors = await modifyAll(moving, todo);
    made.push(...todo.filter((change) => !made.some((one) => one.arn === change.arn)));
  }
}

/** Rules that somebody else had changed: they differed from the file, although nothing failed. */
const driftOf = (todo: readonly Modify[], errors: ReadonlyMap<string, unknown>): string[] =>
  todo
    .filter((change) => !errors.has(change.arn))
    .map((change) => `The live rule differed from the file: ${differs(change.rule, change.before)}`);

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

const modifications = (changes: readonly Change[]): Modify[] => changes.filter((change) => change.kind === 'modify');

const productionFirst = (changes: readonly Modify[]): Modify[] =>
  [...changes].sort((a, b) => Number(b.rule.role === 'production') - Number(a.rule.role === 'production'));
