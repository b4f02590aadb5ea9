// Compares live rules with the file before a change, so that no change by somebody else is overwritten unnoticed. Pure.
import { diffRules, isOurs, routesOf } from '../../routing';
import type { Condition, DesiredRule, Kept, ObservedRule } from '../../routing';
import { UserError } from '../core/errors';
import { describeKept, describeRule } from '../core/describe-rule';
import { onOneLine } from '../core/printable';

/** A rule that differs from the file; `observed` is undefined when it does not exist. */
export interface Drift {
  readonly rule: DesiredRule;
  readonly observed: ObservedRule | undefined;
}

/** The rules whose live side differs from the file. */
export function findDrift(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): Drift[] {
  const { changes, conflicts } = diffRules(desired, observed);
  return [
    ...changes.map((change) => ({
      rule: change.rule,
      observed: change.kind === 'modify' ? change.before : undefined,
    })),
    ...conflicts,
  ].sort((a, b) => a.rule.priority - b.rule.priority);
}

/** One line for a drifted rule, with both sides. */
export function describeDrift({ rule, observed }: Drift): string {
  const live = observed ? describeRule(observed, rule) : 'no such rule';
  return `${rule.service} ${rule.role} (rule ${rule.priority}): file: ${describeRule(rule, observed)}; live: ${live}`;
}

/** A rule of ours on which others have put something; it need not differ otherwise. */
export interface KeptRule {
  readonly rule: DesiredRule;
  readonly kept: Kept;
}

/** The rules of ours on which others have put something that Teal keeps. */
export function findKept(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): KeptRule[] {
  const live = new Map(observed.map((rule) => [rule.priority, rule]));
  return desired.flatMap((rule) => {
    const found = live.get(rule.priority);
    return found?.kept && isOurs(rule, found) ? [{ rule, kept: found.kept }] : [];
  });
}

/** Whether a deployment would take it away: Terraform writes actions and conditions as a whole, and leaves rewrites alone. */
export const isLostByDeploy = ({ actions, conditions }: Kept): boolean => actions.length > 0 || conditions.length > 0;

/** One line for what others have put on a rule. */
export const describeKeptParts = ({ rule, kept }: KeptRule): string =>
  `${rule.service} ${rule.role} (rule ${rule.priority}): not in the file, and stays: ${describeKept(kept)}`;

/** One line for each rule whose priority, hosts or paths on the listener are not those of the file, and stay. */
export function describeElsewhere(desired: readonly DesiredRule[], placed: readonly DesiredRule[]): string[] {
  return placed.flatMap((live, index) => {
    const rule = desired[index] ?? live;
    const name = `${rule.service} ${rule.role}`;
    return [
      ...(live.priority === rule.priority
        ? []
        : [
            `${name}: its rule is at priority ${live.priority}, not at ${rule.priority} as in the file; it was changed there`,
          ]),
      ...(describeRoutes(live.conditions) === describeRoutes(rule.conditions)
        ? []
        : [
            `${name} (rule ${live.priority}): not the hosts and paths of the file, and stay: ${describeRoutes(live.conditions)}`,
          ]),
    ];
  });
}

/** The hosts and paths of a rule, in any order. */
const describeRoutes = (conditions: readonly Condition[]): string =>
  onOneLine(
    routesOf(conditions)
      .flatMap(({ values }) => values.map(String))
      .sort()
      .join(', '),
  );

/** The error for what an apply of Terraform would take from rules, since it is not in the file; exit 4. */
export const keptError = (environment: string, rules: readonly KeptRule[]): UserError =>
  new UserError(
    'DRIFT',
    [
      `Terraform would take away what others have put on rules of ${environment}; nothing was changed:`,
      ...rules.map(({ rule, kept }) => `  ${rule.service} ${rule.role} (rule ${rule.priority}): ${describeKept(kept)}`),
    ].join('\n'),
    `--via live and ctl rollback keep it; ctl deploy -e ${environment} takes it away`,
  );

/** The commands that write what is live into the file, for each service of some rules. */
export const adoptCommands = (environment: string, rules: readonly DesiredRule[]): string =>
  [...new Set(rules.map(({ service }) => `ctl adopt ${service} -e ${environment}`))].join(', ');

/** The error for rules that have drifted, exit 4. */
export function driftError(environment: string, drifts: readonly Drift[]): UserError {
  const none = drifts.every((drift) => drift.observed === undefined);
  const kept = drifts.some(({ observed }) => observed?.kept && isLostByDeploy(observed.kept))
    ? ', without what others have put on them'
    : '';
  return new UserError(
    none ? 'NOT_DEPLOYED' : 'DRIFT',
    [
      none ? `${environment} is not deployed yet:` : `The live rules of ${environment} differ from its file:`,
      ...drifts.map((drift) => `  ${describeDrift(drift)}`),
    ].join('\n'),
    none
      ? `ctl deploy -e ${environment} creates them`
      : `ctl drift -e ${environment} shows every side; to keep the live rules: ${adoptCommands(
          environment,
          drifts.map(({ rule }) => rule),
        )}; ctl deploy -e ${environment} restores those of the file${kept}`,
  );
}
