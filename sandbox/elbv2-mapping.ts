// Maps rules between ELBv2's types (the SDK's) and routing's, for both control planes.
import type {
  Action as Elbv2Action,
  ForwardActionConfig,
  Rule as Elbv2Rule,
  RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Condition, Forward, ObservedRule } from '../routing';

/** A condition as routing's type; undefined for one that routing does not support, such as a regular expression. */
export function toCondition(wire: RuleCondition): Condition | undefined {
  switch (wire.Field ?? '') {
    case 'host-header':
      return conditionWithValues('host-header', wire.HostHeaderConfig?.Values ?? wire.Values);
    case 'path-pattern':
      return conditionWithValues('path-pattern', wire.PathPatternConfig?.Values ?? wire.Values);
    case 'source-ip':
      return conditionWithValues('source-ip', wire.SourceIpConfig?.Values);
    case 'http-request-method':
      return conditionWithValues('http-request-method', wire.HttpRequestMethodConfig?.Values);
    case 'http-header': {
      const { HttpHeaderName: name, Values: values } = wire.HttpHeaderConfig ?? {};
      return name !== undefined && values?.length ? { kind: 'http-header', name, values } : undefined;
    }
    case 'query-string': {
      const pairs = (wire.QueryStringConfig?.Values ?? []).map(({ Key: key, Value: value = '' }) => ({ key, value }));
      return pairs.length > 0 ? { kind: 'query-string', values: pairs } : undefined;
    }
    default:
      return undefined;
  }
}

type Plain = 'host-header' | 'path-pattern' | 'source-ip' | 'http-request-method';

const conditionWithValues = (kind: Plain, values: readonly string[] | undefined): Condition | undefined =>
  values?.length ? { kind, values } : undefined;

/** A condition as ELBv2's type. */
export function toElbv2Condition(condition: Condition): RuleCondition {
  const Field = condition.kind;
  switch (condition.kind) {
    case 'host-header':
      return { Field, Values: [...condition.values], HostHeaderConfig: { Values: [...condition.values] } };
    case 'path-pattern':
      return { Field, Values: [...condition.values], PathPatternConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [...condition.values] } };
    case 'query-string':
      return {
        Field,
        QueryStringConfig: { Values: condition.values.map((pair) => ({ Key: pair.key, Value: pair.value })) },
      };
  }
}

/** An action as routing's type. `nameOf` gives the name of a target group by its ARN. */
export function toAction(wire: Elbv2Action, nameOf: (arn: string) => string): Action {
  const type: string = wire.Type ?? '';
  switch (type) {
    case 'forward':
      return toForward(wire, nameOf);
    case 'fixed-response': {
      const { StatusCode, ContentType: contentType, MessageBody: body } = wire.FixedResponseConfig ?? {};
      return { kind: 'fixed-response', status: Number(StatusCode), contentType, body };
    }
    case 'redirect': {
      const config = wire.RedirectConfig;
      return {
        kind: 'redirect',
        status: config?.StatusCode === 'HTTP_301' ? 301 : 302,
        protocol: config?.Protocol ?? '#{protocol}',
        host: config?.Host ?? '#{host}',
        port: config?.Port ?? '#{port}',
        path: config?.Path ?? '/#{path}',
        query: config?.Query ?? '#{query}',
      };
    }
    default:
      return { kind: 'other', type };
  }
}

function toForward(wire: Elbv2Action, nameOf: (arn: string) => string): Forward {
  const config: ForwardActionConfig = wire.ForwardConfig ?? {};
  const groups = config.TargetGroups?.length ? config.TargetGroups : [{ TargetGroupArn: wire.TargetGroupArn }];
  const sticky = config.TargetGroupStickinessConfig;
  return {
    kind: 'forward',
    targets: groups.map((group) => ({ targetGroup: nameOf(group.TargetGroupArn ?? ''), weight: group.Weight ?? 1 })),
    stickinessSeconds: sticky?.Enabled ? (sticky.DurationSeconds ?? 3600) : null,
  };
}

/** An action as ELBv2's type. `arnOf` gives the ARN of a target group by its name. */
export function toElbv2Action(action: Action, arnOf: (name: string) => string): Elbv2Action {
  switch (action.kind) {
    case 'forward': {
      const TargetGroups = action.targets.map((target) => ({
        TargetGroupArn: arnOf(target.targetGroup),
        Weight: target.weight,
      }));
      const seconds = action.stickinessSeconds;
      const TargetGroupStickinessConfig = seconds === null ? { Enabled: false } : writeStickiness(seconds);
      const only = TargetGroups.length === 1 ? TargetGroups[0]?.TargetGroupArn : undefined;
      return { Type: 'forward', TargetGroupArn: only, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
    }
    case 'fixed-response': {
      const { status, contentType: ContentType, body: MessageBody } = action;
      return { Type: 'fixed-response', FixedResponseConfig: { StatusCode: String(status), ContentType, MessageBody } };
    }
    case 'redirect': {
      const { protocol: Protocol, host: Host, port: Port, path: Path, query: Query } = action;
      const StatusCode = action.status === 301 ? 'HTTP_301' : 'HTTP_302';
      return { Type: 'redirect', RedirectConfig: { Protocol, Host, Port, Path, Query, StatusCode } };
    }
    case 'other':
      return { Type: undefined };
  }
}

const writeStickiness = (seconds: number) => ({ Enabled: true, DurationSeconds: seconds });

/** A rule as routing's type; undefined, so that it matches nothing, when one of its conditions is not supported. */
export function toRule(wire: Elbv2Rule, nameOf: (arn: string) => string): ObservedRule | undefined {
  const conditions = (wire.Conditions ?? []).map(toCondition);
  const known = conditions.filter((condition) => condition !== undefined);
  const action = wire.Actions?.at(-1);
  if (known.length < conditions.length || !action || wire.RuleArn === undefined) return undefined;
  const priority = wire.IsDefault || wire.Priority === 'default' ? 'default' : Number(wire.Priority);
  return { arn: wire.RuleArn, priority, conditions: known, action: toAction(action, nameOf) };
}
