// The fields that each ELBv2 action of the sandbox acts on.
import type { Fields } from '../fields';

const TAGS: Fields = ['Tags[].Key', 'Tags[].Value'];
const PAGE: Fields = ['Marker', 'PageSize'];

const CONDITIONS: Fields = [
  'Conditions[].Field',
  'Conditions[].Values[]',
  'Conditions[].RegexValues[]',
  'Conditions[].HostHeaderConfig.Values[]',
  'Conditions[].HostHeaderConfig.RegexValues[]',
  'Conditions[].PathPatternConfig.Values[]',
  'Conditions[].PathPatternConfig.RegexValues[]',
  'Conditions[].HttpHeaderConfig.HttpHeaderName',
  'Conditions[].HttpHeaderConfig.Values[]',
  'Conditions[].HttpHeaderConfig.RegexValues[]',
  'Conditions[].HttpRequestMethodConfig.Values[]',
  'Conditions[].QueryStringConfig.Values[].Key',
  'Conditions[].QueryStringConfig.Values[].Value',
  'Conditions[].SourceIpConfig.Values[]',
];

const ACTIONS: Fields = [
  'Actions[].Type',
  // A rule of the sandbox has one action.
  'Actions[].Order=1',
  'Actions[].TargetGroupArn',
  'Actions[].ForwardConfig.TargetGroups[].TargetGroupArn',
  'Actions[].ForwardConfig.TargetGroups[].Weight',
  'Actions[].ForwardConfig.TargetGroupStickinessConfig.Enabled',
  'Actions[].ForwardConfig.TargetGroupStickinessConfig.DurationSeconds',
  'Actions[].FixedResponseConfig.StatusCode',
  'Actions[].FixedResponseConfig.MessageBody',
  'Actions[].FixedResponseConfig.ContentType',
  'Actions[].RedirectConfig.StatusCode',
  'Actions[].RedirectConfig.Protocol',
  'Actions[].RedirectConfig.Port',
  'Actions[].RedirectConfig.Host',
  'Actions[].RedirectConfig.Path',
  'Actions[].RedirectConfig.Query',
];

const TRANSFORMS: Fields = [
  'Transforms[].Type',
  'Transforms[].HostHeaderRewriteConfig.Rewrites[].Regex',
  'Transforms[].HostHeaderRewriteConfig.Rewrites[].Replace',
  'Transforms[].UrlRewriteConfig.Rewrites[].Regex',
  'Transforms[].UrlRewriteConfig.Rewrites[].Replace',
];

const HEALTH: Fields = [
  'HealthCheckEnabled=false',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher.HttpCode',
];

/** By action. */
export const ELBV2_FIELDS = {
  AddTags: ['ResourceArns[]', ...TAGS],
  CreateRule: ['ListenerArn', 'Priority', ...CONDITIONS, ...ACTIONS, ...TRANSFORMS, ...TAGS],
  CreateTargetGroup: ['Name', 'TargetType=lambda', 'IpAddressType=ipv4', ...HEALTH, ...TAGS],
  DeleteRule: ['RuleArn'],
  DeleteTargetGroup: ['TargetGroupArn'],
  DeregisterTargets: ['TargetGroupArn', 'Targets[].Id'],
  DescribeListeners: ['LoadBalancerArn', 'ListenerArns[]', ...PAGE],
  DescribeLoadBalancerAttributes: ['LoadBalancerArn'],
  DescribeLoadBalancers: ['LoadBalancerArns[]', 'Names[]', ...PAGE],
  DescribeRules: ['ListenerArn', 'RuleArns[]', ...PAGE],
  DescribeTags: ['ResourceArns[]'],
  DescribeTargetGroupAttributes: ['TargetGroupArn'],
  DescribeTargetGroups: ['LoadBalancerArn', 'TargetGroupArns[]', 'Names[]', ...PAGE],
  DescribeTargetHealth: ['TargetGroupArn', 'Targets[].Id'],
  ModifyRule: ['RuleArn', 'ResetTransforms', ...CONDITIONS, ...ACTIONS, ...TRANSFORMS],
  ModifyTargetGroup: ['TargetGroupArn', ...HEALTH],
  ModifyTargetGroupAttributes: ['TargetGroupArn', 'Attributes[].Key', 'Attributes[].Value'],
  RegisterTargets: ['TargetGroupArn', 'Targets[].Id'],
  RemoveTags: ['ResourceArns[]', 'TagKeys[]'],
  SetRulePriorities: ['RulePriorities[].RuleArn', 'RulePriorities[].Priority'],
} as const satisfies Readonly<Record<string, Fields>>;
