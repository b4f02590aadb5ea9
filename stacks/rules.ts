// Creates the listener rules that routing/ computes.
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import type {
  LbListenerRuleAction,
  LbListenerRuleActionForwardStickiness,
  LbListenerRuleCondition,
} from '@cdktf/provider-aws/lib/lb-listener-rule';
import type { TerraformStack } from 'cdktf';
import { STICKINESS_OFF_SECONDS, desiredRules, targetGroupName } from '../routing';
import type { Condition, DesiredRule, Forward, RoutedService, RuleRole } from '../routing';
import type { ColorResources } from './color';
import { escapeTemplate } from './escape-template';

/** The rules of a service, by role. */
export type Rules = ReadonlyMap<RuleRole, LbListenerRule>;

/** Creates the rules of a service. They wait for both attachments, so that no request reaches an empty target group. */
export function addRules(
  stack: TerraformStack,
  service: RoutedService,
  listenerArn: string,
  colors: readonly ColorResources[],
): Rules {
  const arns = new Map(
    colors.map(({ color, targetGroup }) => [targetGroupName(service.family, color), targetGroup.arn]),
  );
  const addRule = (rule: DesiredRule): LbListenerRule =>
    new LbListenerRule(stack, `rule-${rule.role}`, {
      listenerArn,
      priority: rule.priority,
      condition: rule.conditions.map(conditionBlock),
      action: [forwardBlock(rule.action, arns)],
      dependsOn: colors.map(({ attachment }) => attachment),
    });
  return new Map(desiredRules(service).map((rule) => [rule.role, addRule(rule)]));
}

/** A condition as the provider's block. */
export function conditionBlock(condition: Condition): LbListenerRuleCondition {
  switch (condition.kind) {
    case 'host-header':
      return { hostHeader: { values: condition.values.map(escapeTemplate) } };
    case 'path-pattern':
      return { pathPattern: { values: condition.values.map(escapeTemplate) } };
    case 'source-ip':
      return { sourceIp: { values: condition.values.map(escapeTemplate) } };
    case 'http-request-method':
      return { httpRequestMethod: { values: condition.values.map(escapeTemplate) } };
    case 'http-header':
      return { httpHeader: { httpHeaderName: condition.name, values: condition.values.map(escapeTemplate) } };
    case 'query-string':
      return {
        queryString: condition.values.map(({ key, value }) => ({
          key: key === undefined ? undefined : escapeTemplate(key),
          value: escapeTemplate(value),
        })),
      };
  }
}

/** Always writes every target group, weight and stickiness: the provider does not reset what is left out. */
function forwardBlock(forward: Forward, arns: ReadonlyMap<string, string>): LbListenerRuleAction {
  const targetGroup = forward.targets.map((target) => ({
    arn: arnOf(target.targetGroup, arns),
    weight: target.weight,
  }));
  return { type: 'forward', forward: { targetGroup, stickiness: stickinessBlock(forward.stickinessSeconds) } };
}

function stickinessBlock(seconds: number | null): LbListenerRuleActionForwardStickiness {
  return seconds === null ? { enabled: false, duration: STICKINESS_OFF_SECONDS } : { enabled: true, duration: seconds };
}

function arnOf(targetGroup: string, arns: ReadonlyMap<string, string>): string {
  const arn = arns.get(targetGroup);
  if (arn === undefined) throw new Error(`no target group ${targetGroup} in this stack`);
  return arn;
}
