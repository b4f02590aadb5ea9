// What a rollback knows of the live rules before it changes them: they are read first, and if that fails their last known state counts.
import type { Environment, Service } from '../../environments/schema';
import { desiredRouting, diffRules, placeOnLive } from '../../routing';
import type { Change, DesiredRule, ObservedRule } from '../../routing';
import type { LiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { WaitForToken } from '../core/rate-limit';
import { describeDrift, describeElsewhere, describeKeptParts, findDrift, findKept } from '../drift/detect';
import type { Drift } from '../drift/detect';
import type { CachedRule } from '../workspace/cache';
import { matchesPendingChange } from '../workspace/pending-changes';

/** A change of a rule in place. */
export type Modify = Extract<Change, { kind: 'modify' }>;

export const modifications = (changes: readonly Change[]): Modify[] =>
  changes.filter((change) => change.kind === 'modify');

/** What to move, where, and by which calls. */
export interface Moving {
  readonly context: Context;
  readonly rules: LiveRules;
  readonly turn: WaitForToken;
  readonly services: readonly Service[];
  /** The file before. */
  readonly before: Environment;
  /** The cached ARNs of the services' rules. */
  readonly known: readonly CachedRule[];
}

/** The rules before the change; or where they cannot be read, the changes to make without. */
export interface First {
  readonly observed: readonly ObservedRule[] | undefined;
  readonly blind: readonly Modify[];
  readonly warnings: readonly string[];
}

/**
 * Reads the rules before anything is sent, since a change replaces what others have put on them. Where they cannot be read, traffic
 * still moves, with what was on them when they were read last.
 */
export async function readFirst(moving: Moving, desired: readonly DesiredRule[]): Promise<First> {
  try {
    return { observed: await readRules(moving, desired), blind: [], warnings: [] };
  } catch (error) {
    const blind = error instanceof UserError ? blindChanges(moving, desired) : [];
    if (blind.length === 0) throw error;
    const warning = `The rules could not be read before the change; a login or condition of others is as it was read last`;
    return { observed: undefined, blind, warnings: [warning] };
  }
}

/** Reads the rules of the services by their ARNs; every rule of the listener where one of them is not where it was. */
export async function readRules(
  { rules, known }: Moving,
  desired: readonly DesiredRule[],
): Promise<readonly ObservedRule[]> {
  const names = new Set(desired.map(({ service, role }) => `${service} ${role}`));
  const arns = known.filter(({ service, role }) => names.has(`${service} ${role}`)).map(({ arn }) => arn);
  const own = await rules.readOnly(arns);
  const isWhole = own && desired.every((rule) => own.some((one) => one.priority === rule.priority));
  return isWhole ? own : rules.read();
}

/** The changes from the file before, for rules with a cached ARN. */
function blindChanges({ before, known }: Moving, desired: readonly DesiredRule[]): Modify[] {
  const observed = desiredRouting(before.services).flatMap(({ service, role, ...rule }) => {
    const cached = known.find((one) => one.service === service && one.role === role);
    return cached ? [{ ...rule, arn: cached.arn, ...(cached.kept && { kept: cached.kept }) }] : [];
  });
  return modifications(diffRules(desired, observed).changes);
}

/** Rules that somebody else had changed and that are put right now; and what others have changed or put on rules, which stays. */
export function describeFound(
  { context, before }: Moving,
  desired: readonly DesiredRule[],
  observed: readonly ObservedRule[],
): string[] {
  const placed = placeOnLive(desired, observed);
  const todo = modifications(diffRules(placed, observed).changes);
  const isChanged = ({ rule, observed: live }: Drift): boolean =>
    todo.some(
      (change) => change.arn === live?.arn && !matchesPendingChange(context.root, before.name, rule, change.before),
    );
  const changed = findDrift(placeOnLive(desiredRouting(before.services), observed), observed).filter(isChanged);
  return [
    ...changed.map((drift) => `The live rule differed from the file: ${describeDrift(drift)}`),
    ...describeElsewhere(desired, placed),
    ...findKept(placed, observed).map(describeKeptParts),
  ];
}
