// Translates conditions and actions of routing to the input of CreateRule and ModifyRule. Pure.
import type { Action as SdkAction, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STICKINESS_OFF_SECONDS } from '../../routing';
import type { Condition, Forward } from '../../routing';

/** A condition for CreateRule and ModifyRule, always in the `…Config` form. */
export function toConditionInput(condition: Condition): RuleCondition {
  switch (condition.kind) {
    case 'host-header':
      return { Field: condition.kind, HostHeaderConfig: { Values: [...condition.values] } };
    case 'path-pattern':
      return { Field: condition.kind, PathPatternConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field: condition.kind, SourceIpConfig: { Values: [...condition.values] } };
    case 'http-request-method':
      return { Field: condition.kind, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'http-header':
      return {
        Field: condition.kind,
        HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [...condition.values] },
      };
    case 'query-string':
      return {
        Field: condition.kind,
        QueryStringConfig: { Values: condition.values.map((pair) => ({ Key: pair.key, Value: pair.value })) },
      };
  }
}

/**
 * A forward action for CreateRule and ModifyRule, with the weight of every target group and explicit stickiness. When stickiness
 * is off, the duration is the one that Terraform writes, so that its next plan has no changes.
 */
export function toForwardInput(forward: Forward, arnOf: (targetGroup: string) => string): SdkAction {
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: forward.targets.map((target) => ({
        TargetGroupArn: arnOf(target.targetGroup),
        Weight: target.weight,
      })),
      TargetGroupStickinessConfig: {
        Enabled: forward.stickinessSeconds !== null,
        DurationSeconds: forward.stickinessSeconds ?? STICKINESS_OFF_SECONDS,
      },
    },
  };
}
