// From routing's conditions and actions to what CreateRule and ModifyRule take. Pure.
import type { Action as SdkAction, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STICKINESS_OFF_SECONDS } from '../../routing';
import type { Condition, Forward } from '../../routing';

/** A condition for CreateRule and ModifyRule, always in the `…Config` form. */
export function conditionInput(condition: Condition): RuleCondition {
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
 * Forwarding for CreateRule and ModifyRule: every target group with its weight, and stickiness said either way. Where it is off
 * the duration is the one that Terraform writes, so that its next plan finds nothing to change.
 */
export function forwardInput(forward: Forward, arnOf: (targetGroup: string) => string): SdkAction {
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
