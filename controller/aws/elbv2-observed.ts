// Translates a rule that the ELBv2 API returned to a rule of routing. Pure.
import type { Action as SdkAction, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { toPercent } from '../../routing';
import type { Action, Condition, Forward, Kept, KeptCondition, KeptPart, ObservedRule, Target } from '../../routing';

/** Weight of a target group without a weight ("ModifyRule": TargetGroupTuple). */
const DEFAULT_WEIGHT = 1;

/** The name in the ARN of a target group (`…:targetgroup/NAME/ID`); an ARN of another form is returned as it is. */
export const parseTargetGroupName = (arn: string): string => /:targetgroup\/([^/]+)\/[^/]+$/.exec(arn)?.[1] ?? arn;

/** Name and ARN of each target group that rules forward to. */
export const listTargetGroups = (rules: readonly Rule[]): [name: string, arn: string][] =>
  rules
    .flatMap((rule) => rule.Actions ?? [])
    .flatMap((action) => [
      action.TargetGroupArn,
      ...(action.ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
    ])
    .filter((arn) => arn !== undefined)
    .map((arn) => [parseTargetGroupName(arn), arn]);

/** Translates a rule. What others have put on it, before its last action or beside what Teal can express, is kept as it is. */
export function toObservedRule(rule: Rule): ObservedRule {
  const conditions = (rule.Conditions ?? []).map(toCondition);
  const actions = [...(rule.Actions ?? [])].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  const last = actions.at(-1);
  const kept: Kept = {
    actions: actions.slice(0, -1).map(toPart),
    conditions: conditions.filter((condition) => 'wire' in condition),
    transforms: (rule.Transforms ?? []).map(toPart),
  };
  return {
    arn: rule.RuleArn ?? '',
    priority: rule.IsDefault || rule.Priority === 'default' ? 'default' : Number(rule.Priority),
    conditions: conditions.filter((condition) => 'kind' in condition),
    action: last ? toAction(last) : { kind: 'other', type: 'none' },
    ...(Object.values(kept).some((parts: readonly KeptPart[]) => parts.length > 0) && { kept }),
  };
}

const toPart = (wire: { readonly Type?: string | undefined }): KeptPart => ({ type: wire.Type ?? 'unknown', wire });

/** Translates a condition in either form of the API, the older lists beside `Field` or the newer `…Config`. */
export function toCondition(condition: RuleCondition): Condition | KeptCondition {
  const known = toKnownCondition(condition);
  const regex = either(configOf(condition)?.RegexValues, condition.RegexValues);
  if (known && known.values.length > 0 && regex.length === 0) return known;
  const header = condition.HttpHeaderConfig?.HttpHeaderName;
  const evaluable = EVALUABLE.includes(condition.Field ?? '') && regex.length > 0 && !known?.values.length;
  return {
    type: condition.Field ?? 'unknown',
    wire: condition,
    regex: evaluable ? regex : null,
    ...(header !== undefined && { header }),
  };
}

/** Fields that may have regular expressions. */
const EVALUABLE: readonly string[] = ['host-header', 'path-pattern', 'http-header'];

function toKnownCondition(condition: RuleCondition): Condition | undefined {
  const values = either(configOf(condition)?.Values, condition.Values);
  switch (condition.Field) {
    case 'host-header':
    case 'path-pattern':
    case 'source-ip':
    case 'http-request-method':
      return { kind: condition.Field, values };
    case 'http-header':
      return { kind: 'http-header', name: condition.HttpHeaderConfig?.HttpHeaderName ?? '', values };
    case 'query-string': {
      const pairs = condition.QueryStringConfig?.Values ?? [];
      return {
        kind: 'query-string',
        values: pairs.map((pair) => ({ ...(pair.Key !== undefined && { key: pair.Key }), value: pair.Value ?? '' })),
      };
    }
    case undefined:
    default:
      return undefined;
  }
}

const either = (newer: readonly string[] | undefined, older: readonly string[] | undefined): readonly string[] =>
  newer?.length ? newer : (older ?? []);

function configOf(condition: RuleCondition): { Values?: string[]; RegexValues?: string[] } | undefined {
  return (
    condition.HostHeaderConfig ??
    condition.PathPatternConfig ??
    condition.HttpHeaderConfig ??
    condition.SourceIpConfig ??
    condition.HttpRequestMethodConfig
  );
}

/** Translates a single action. */
export function toAction(action: SdkAction): Action {
  const other: Action = { kind: 'other', type: action.Type ?? 'unknown' };
  switch (action.Type) {
    case 'forward':
      return toForward(action);
    case 'fixed-response': {
      const config = action.FixedResponseConfig;
      return {
        kind: 'fixed-response',
        status: Number(config?.StatusCode),
        ...(config?.ContentType !== undefined && { contentType: config.ContentType }),
        ...(config?.MessageBody !== undefined && { body: config.MessageBody }),
      };
    }
    case 'redirect':
      return toRedirect(action) ?? other;
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case 'jwt-validation':
    case undefined:
    default:
      return other;
  }
}

/**
 * Translates both forms of a forward action: a single `TargetGroupArn`, or a `ForwardConfig`, which is used if both are there.
 * Weights are read as percent.
 */
function toForward(action: SdkAction): Forward {
  const groups = action.ForwardConfig?.TargetGroups;
  const tuples = groups?.length ? groups : [{ TargetGroupArn: action.TargetGroupArn }];
  const targets: Target[] = tuples.map((tuple) => ({
    targetGroup: parseTargetGroupName(tuple.TargetGroupArn ?? ''),
    weight: tuple.Weight ?? DEFAULT_WEIGHT,
  }));
  const stickiness = action.ForwardConfig?.TargetGroupStickinessConfig;
  return {
    kind: 'forward',
    targets: toPercent(targets),
    stickinessSeconds: stickiness?.Enabled ? (stickiness.DurationSeconds ?? 0) : null,
  };
}

/** A part that is left out keeps the value of the request ("RedirectActionConfig"). */
function toRedirect(action: SdkAction): Action | undefined {
  const config = action.RedirectConfig;
  if (config?.StatusCode === undefined) return undefined;
  return {
    kind: 'redirect',
    status: config.StatusCode === 'HTTP_301' ? 301 : 302,
    protocol: config.Protocol ?? '#{protocol}',
    host: config.Host ?? '#{host}',
    port: config.Port ?? '#{port}',
    path: config.Path ?? '/#{path}',
    query: config.Query ?? '#{query}',
  };
}
