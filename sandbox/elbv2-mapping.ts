// Maps rules and their actions between ELBv2's types (the SDK's) and routing's, for both control planes.
import type {
  Action as Elbv2Action,
  ForwardActionConfig,
  Rule as Elbv2Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Condition, Forward, Kept, KeptCondition, KeptPart, ObservedRule } from '../routing';
import { isKnown, toCondition } from './elbv2-conditions';
import { toKeptTransform } from './elbv2-transforms';

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

/** An action as ELBv2's type. `arnOf` gives the ARN of a target group by its name; `offSeconds` is the duration of stickiness that is off. */
export function toElbv2Action(action: Action, arnOf: (name: string) => string, offSeconds?: number): Elbv2Action {
  switch (action.kind) {
    case 'forward': {
      const TargetGroups = action.targets.map((target) => ({
        TargetGroupArn: arnOf(target.targetGroup),
        Weight: target.weight,
      }));
      const TargetGroupStickinessConfig = {
        Enabled: action.stickinessSeconds !== null,
        DurationSeconds: action.stickinessSeconds ?? offSeconds,
      };
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

/** A rule as routing's type; undefined for one without an ARN. What the load balancer may not be able to do is kept on it. */
export function toRule(wire: Elbv2Rule, nameOf: (arn: string) => string): ObservedRule | undefined {
  if (wire.RuleArn === undefined) return undefined;
  const actions = [...(wire.Actions ?? [])].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  const last = actions.at(-1);
  const kept = {
    actions: actions.slice(0, -1).map((action): KeptPart => ({ type: action.Type ?? 'unknown', wire: action })),
    transforms: (wire.Transforms ?? []).map(toKeptTransform),
  };
  return {
    arn: wire.RuleArn,
    priority: wire.IsDefault || wire.Priority === 'default' ? 'default' : Number(wire.Priority),
    action: last ? toAction(last, nameOf) : { kind: 'other', type: 'none' },
    ...withKept((wire.Conditions ?? []).map(toCondition), kept),
  };
}

/** The conditions of a rule, and what is kept on it; left out when that is nothing. */
export function withKept(
  all: readonly (Condition | KeptCondition)[],
  { actions, transforms }: Pick<Kept, 'actions' | 'transforms'>,
): Pick<ObservedRule, 'conditions' | 'kept'> {
  const conditions = all.filter((one) => 'wire' in one);
  const isPlain = conditions.length + actions.length + transforms.length === 0;
  return { conditions: all.filter(isKnown), ...(!isPlain && { kept: { actions, conditions, transforms } }) };
}
