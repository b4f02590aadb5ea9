// The target groups that rules forward to.
import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { targetGroupOf } from './elbv2-map';

/** Name and ARN of each target group that a rule names. */
export const namedTargetGroups = (rules: readonly Rule[]): [name: string, arn: string][] =>
  rules
    .flatMap((rule) => rule.Actions ?? [])
    .flatMap((action) => [
      action.TargetGroupArn,
      ...(action.ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
    ])
    .filter((arn) => arn !== undefined)
    .map((arn) => [targetGroupOf(arn), arn]);
