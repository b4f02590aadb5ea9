// Translates conditions and actions of routing to the input of CreateRule and ModifyRule. Pure.
import type { Action as SdkAction, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STICKINESS_OFF_SECONDS, conditionsBeside } from '../../routing';
import type { Change, Condition, Forward, KeptCondition, KeptPart } from '../../routing';
import type { RuleInput } from './elbv2';

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

/**
 * The parts of ModifyRule for a change. The API replaces a whole list of conditions or actions, so what others have put there is
 * sent back with it. Transforms are never sent: the API keeps them.
 */
export function toModifyInput(
  { rule, before, parts }: Pick<Extract<Change, { kind: 'modify' }>, 'rule' | 'before' | 'parts'>,
  arnOf: (targetGroup: string) => string,
): RuleInput {
  const conditions = conditionsBeside(rule, before).map(toConditionInput);
  const keptConditions = (before.kept?.conditions ?? []).map(toKeptCondition);
  const forward = toForwardInput(rule.action, arnOf);
  const kept = (before.kept?.actions ?? []).map(toKeptAction);
  return {
    ...(parts.includes('conditions') && { Conditions: [...conditions, ...keptConditions] }),
    ...(parts.includes('action') && {
      Actions: kept.length === 0 ? [forward] : [...kept, { ...forward, Order: kept.length + 1 }],
    }),
  };
}

/** DescribeRules may return both forms of a condition; only the newer one is sent then. */
function toKeptCondition({ wire }: KeptCondition): RuleCondition {
  const { Values, RegexValues, ...newer } = wire as RuleCondition;
  return Object.keys(newer).some((key) => key.endsWith('Config')) ? newer : { ...newer, Values, RegexValues };
}

/** No answer of the API has the client secret of a login, so the API is told to keep it. */
function toKeptAction({ wire }: KeptPart, index: number): SdkAction {
  const action = { ...(wire as SdkAction), Order: index + 1 };
  if (!action.AuthenticateOidcConfig) return action;
  return { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } };
}
