// Explains which rule a request would hit, the percentage of each color, and why the rules above did not match.
import { COLORS, desiredRouting, targetGroupName, toPercent } from '../../routing';
import { matchRequest } from '../../routing/requests';
import type { Action, Color, Condition, KeptCondition, ObservedRule, RuleRequest } from '../../routing';
import type { Environment } from '../../environments';
import { readLiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { describeKept } from '../core/describe-rule';
import { findEnvironment, openEnvironment } from '../workspace/open-environment';

/** What to explain: a request, with the rules of the file or the live ones. */
export interface Question {
  readonly environment: string | undefined;
  readonly request: RuleRequest;
  readonly live: boolean;
}

/** A rule: its priority, and its owner; `owner` is null for a foreign rule and the default rule. */
export interface RuleName {
  readonly priority: number | 'default';
  readonly owner: string | null;
}

/** A destination of a request, with its percentage. `color` is null for a foreign target group. */
export interface Destination {
  readonly targetGroup: string;
  readonly service: string | null;
  readonly color: Color | null;
  readonly percent: number;
}

/** The explanation. `hit` is null when no rule of the file matches: then the listener's default rule, which is not in the file, answers. */
export interface Explanation {
  readonly environment: string;
  readonly by: 'file' | 'live';
  readonly request: RuleRequest;
  readonly hit: RuleName | null;
  readonly destinations: readonly Destination[];
  /** What the rule does when it forwards nothing, such as `answers 404`. */
  readonly otherwise: string | null;
  readonly stickinessSeconds: number | null;
  /** What others have put on the rule, such as a login before it forwards; null for nothing. */
  readonly kept: string | null;
  readonly passed: readonly { readonly rule: RuleName; readonly failed: ExplainedCondition; readonly got: string }[];
  /** Rules before it that may match: Teal cannot evaluate the condition. */
  readonly unknown: readonly { readonly rule: RuleName; readonly condition: ExplainedCondition }[];
}

/** A condition; the kind `regex` is one of regular expressions, and `unknown` one that Teal does not know. */
export type ExplainedCondition =
  Condition | { readonly kind: 'regex' | 'unknown'; readonly of: string; readonly values: readonly string[] };

/**
 * Explains a request.
 * @throws {UserError} when the environment cannot be read, or with `live` its listener.
 */
export async function explainRequest(context: Context, question: Question): Promise<Explanation> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, question.environment));
  const rules = question.live ? await readLiveRules(context, environment) : fileRules(environment);
  const { rule, passed, unknown } = matchRequest(rules, question.request);
  const name = namesOf(environment);
  return {
    environment: environment.name,
    by: question.live ? 'live' : 'file',
    request: question.request,
    hit: rule ? name(rule) : null,
    destinations: rule ? destinations(environment, rule.action) : [],
    otherwise: rule && rule.action.kind !== 'forward' ? describeOther(rule.action) : null,
    stickinessSeconds: rule?.action.kind === 'forward' ? rule.action.stickinessSeconds : null,
    kept: rule?.kept ? describeKept(rule.kept) : null,
    passed: passed.map((one) => ({
      rule: name(one.rule),
      failed: explainCondition(one.failed),
      got: gotOf(one.failed, question.request),
    })),
    unknown: unknown.map((one) => ({ rule: name(one.rule), condition: explainCondition(one.unknown) })),
  };
}

const fileRules = (environment: Environment): ObservedRule[] =>
  desiredRouting(environment.services).map(({ priority, conditions, action }) => ({
    arn: '',
    priority,
    conditions,
    action,
  }));

/** Names a rule by the service whose place its priority is. */
function namesOf(environment: Environment): (rule: ObservedRule) => RuleName {
  const owners = new Map(
    desiredRouting(environment.services).map((rule) => [rule.priority, `${rule.service} ${rule.role}`]),
  );
  return ({ priority }) => ({ priority, owner: priority === 'default' ? null : (owners.get(priority) ?? null) });
}

function destinations(environment: Environment, action: Action): Destination[] {
  if (action.kind !== 'forward') return [];
  return toPercent(action.targets).map(({ targetGroup, weight: percent }) => ({
    targetGroup,
    ...ownerOf(environment, targetGroup),
    percent,
  }));
}

function ownerOf(environment: Environment, targetGroup: string): Pick<Destination, 'service' | 'color'> {
  for (const { name, family } of environment.services) {
    const color = COLORS.find((one) => targetGroupName(family, one) === targetGroup);
    if (color) return { service: name, color };
  }
  return { service: null, color: null };
}

function describeOther(action: Exclude<Action, { kind: 'forward' }>): string {
  switch (action.kind) {
    case 'fixed-response':
      return `answers ${action.status}`;
    case 'redirect':
      return `redirects with ${action.status}`;
    case 'other':
      return `does what Teal does not know: ${action.type}`;
  }
}

function explainCondition(condition: Condition | KeptCondition): ExplainedCondition {
  if ('kind' in condition) return condition;
  const { type, header, regex } = condition;
  const of = header === undefined ? type : `${type} ${header}`;
  return { kind: regex ? 'regex' : 'unknown', of, values: regex ?? [] };
}

/** The part of a request that a condition matches. */
function gotOf(condition: Condition | KeptCondition, request: RuleRequest): string {
  switch ('kind' in condition ? condition.kind : condition.type) {
    case 'host-header':
      return request.host;
    case 'path-pattern':
      return request.path;
    case 'source-ip':
      return request.sourceIp;
    case 'http-request-method':
      return request.method;
    case 'http-header':
      return request.headers[headerOf(condition)]?.join(', ') ?? '';
    case 'query-string':
      return request.query.map(([key, value]) => `${key}=${value}`).join('&');
    default:
      return '';
  }
}

function headerOf(condition: Condition | KeptCondition): string {
  if ('wire' in condition) return condition.header?.toLowerCase() ?? '';
  return condition.kind === 'http-header' ? condition.name.toLowerCase() : '';
}
