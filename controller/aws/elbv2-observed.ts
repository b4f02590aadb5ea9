// From a rule as the ELBv2 API returns it to one of routing's. Pure.
import type { Action as SdkAction, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Condition, Forward, ObservedRule, Target } from '../../routing';

/** Weight of a target group that names none ("ModifyRule": TargetGroupTuple). */
const DEFAULT_WEIGHT = 1;

/** Name of a target group, which its ARN carries (`…:targetgroup/NAME/ID`); an ARN of another form comes back as it is. */
export const targetGroupOf = (arn: string): string => /:targetgroup\/([^/]+)\/[^/]+$/.exec(arn)?.[1] ?? arn;

/** Name and ARN of each target group that rules forward to. */
export const namedTargetGroups = (rules: readonly Rule[]): [name: string, arn: string][] =>
  rules
    .flatMap((rule) => rule.Actions ?? [])
    .flatMap((action) => [
      action.TargetGroupArn,
      ...(action.ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
    ])
    .filter((arn) => arn !== undefined)
    .map((arn) => [targetGroupOf(arn), arn]);

/** A rule as the API returned it. One that holds what Teal cannot express gets the action `other`, so that nobody changes it. */
export function observedRule(rule: Rule): ObservedRule {
  const conditions = (rule.Conditions ?? []).map(observedCondition);
  const known = conditions.filter((condition) => condition !== undefined);
  return {
    arn: rule.RuleArn ?? '',
    priority: rule.IsDefault || rule.Priority === 'default' ? 'default' : Number(rule.Priority),
    conditions: known,
    action: unsupported(rule, known.length) ?? observedActions(rule.Actions ?? []),
  };
}

function unsupported(rule: Rule, knownConditions: number): Action | undefined {
  if ((rule.Transforms ?? []).length > 0) return { kind: 'other', type: 'transform' };
  if (knownConditions < (rule.Conditions ?? []).length) return { kind: 'other', type: 'unknown condition' };
  return undefined;
}

/** A condition in either of the API's forms, `Values` or the newer `…Config`; undefined for one that Teal does not know. */
export function observedCondition(condition: RuleCondition): Condition | undefined {
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

function observedActions(actions: readonly SdkAction[]): Action {
  const first = actions[0];
  if (!first) return { kind: 'other', type: 'none' };
  if (actions.length > 1) return { kind: 'other', type: actions.map((action) => action.Type).join('+') };
  return observedAction(first);
}

/** A single action as the API returned it. */
export function observedAction(action: SdkAction): Action {
  const other: Action = { kind: 'other', type: action.Type ?? 'unknown' };
  switch (action.Type) {
    case 'forward':
      return observedForward(action);
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
      return observedRedirect(action) ?? other;
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case 'jwt-validation':
    case undefined:
    default:
      return other;
  }
}

/** Both forms of forwarding: a single `TargetGroupArn`, or a `ForwardConfig`, which wins where the API returns both. */
function observedForward(action: SdkAction): Forward {
  const groups = action.ForwardConfig?.TargetGroups;
  const tuples = groups?.length ? groups : [{ TargetGroupArn: action.TargetGroupArn }];
  const targets: Target[] = tuples.map((tuple) => ({
    targetGroup: targetGroupOf(tuple.TargetGroupArn ?? ''),
    weight: tuple.Weight ?? DEFAULT_WEIGHT,
  }));
  const stickiness = action.ForwardConfig?.TargetGroupStickinessConfig;
  return {
    kind: 'forward',
    targets,
    stickinessSeconds: stickiness?.Enabled ? (stickiness.DurationSeconds ?? 0) : null,
  };
}

/** Left-out parts keep the request's own ("RedirectActionConfig"). */
function observedRedirect(action: SdkAction): Action | undefined {
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
