// Translates a rule that the ELBv2 API returned to a rule of routing. Pure.
import type { Action as SdkAction, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Condition, Forward, ObservedRule, Target } from '../../routing';

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

/** Translates a rule. A rule that Teal cannot express gets the action `other`, so that it is never changed. */
export function toObservedRule(rule: Rule): ObservedRule {
  const conditions = (rule.Conditions ?? []).map(toCondition);
  const known = conditions.filter((condition) => condition !== undefined);
  return {
    arn: rule.RuleArn ?? '',
    priority: rule.IsDefault || rule.Priority === 'default' ? 'default' : Number(rule.Priority),
    conditions: known,
    action: unsupported(rule, known.length) ?? toSingleAction(rule.Actions ?? []),
  };
}

function unsupported(rule: Rule, knownConditions: number): Action | undefined {
  if ((rule.Transforms ?? []).length > 0) return { kind: 'other', type: 'transform' };
  if (knownConditions < (rule.Conditions ?? []).length) return { kind: 'other', type: 'unknown condition' };
  return undefined;
}

/** Translates a condition in either form of the API, `Values` or the newer `…Config`; undefined for an unknown condition. */
export function toCondition(condition: RuleCondition): Condition | undefined {
  const values = condition.Values ?? [];
  const config = configOf(condition);
  if ((config?.RegexValues ?? []).length > 0) return undefined;
  switch (condition.Field) {
    case 'host-header':
    case 'path-pattern':
    case 'source-ip':
    case 'http-request-method':
      return { kind: condition.Field, values: config?.Values ?? values };
    case 'http-header': {
      const header = condition.HttpHeaderConfig;
      return { kind: 'http-header', name: header?.HttpHeaderName ?? '', values: header?.Values ?? values };
    }
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

function configOf(condition: RuleCondition): { Values?: string[]; RegexValues?: string[] } | undefined {
  return (
    condition.HostHeaderConfig ??
    condition.PathPatternConfig ??
    condition.HttpHeaderConfig ??
    condition.SourceIpConfig ??
    condition.HttpRequestMethodConfig
  );
}

function toSingleAction(actions: readonly SdkAction[]): Action {
  const first = actions[0];
  if (!first) return { kind: 'other', type: 'none' };
  if (actions.length > 1) return { kind: 'other', type: actions.map((action) => action.Type).join('+') };
  return toAction(first);
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

/** Translates both forms of a forward action: a single `TargetGroupArn`, or a `ForwardConfig`, which is used if both are there. */
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
    targets,
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
