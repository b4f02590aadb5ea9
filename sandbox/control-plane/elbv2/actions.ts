// The ELBv2 actions that the sandbox answers, by name.
import type { QueryAction } from '../query-action';
import type { ELBV2_FIELDS } from './fields';
import { describeListeners, describeLoadBalancerAttributes, describeLoadBalancers } from './load-balancers';
import { createRule, deleteRule, describeRules, modifyRule, setRulePriorities } from './rules';
import { addTags, describeTags, removeTags } from './tags';
import {
  createTargetGroup,
  deleteTargetGroup,
  describeTargetGroupAttributes,
  describeTargetGroups,
  modifyTargetGroup,
  modifyTargetGroupAttributes,
} from './target-groups';
import { deregisterTargets, describeTargetHealth, registerTargets } from './targets';

export const ELBV2_ACTIONS: Readonly<Record<keyof typeof ELBV2_FIELDS, QueryAction>> = {
  AddTags: addTags,
  CreateRule: createRule,
  CreateTargetGroup: createTargetGroup,
  DeleteRule: deleteRule,
  DeleteTargetGroup: deleteTargetGroup,
  DeregisterTargets: deregisterTargets,
  DescribeListeners: describeListeners,
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
  DescribeLoadBalancers: describeLoadBalancers,
  DescribeRules: describeRules,
  DescribeTags: describeTags,
  DescribeTargetGroupAttributes: describeTargetGroupAttributes,
  DescribeTargetGroups: describeTargetGroups,
  DescribeTargetHealth: describeTargetHealth,
  ModifyRule: modifyRule,
  ModifyTargetGroup: modifyTargetGroup,
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
  RegisterTargets: registerTargets,
  RemoveTags: removeTags,
  SetRulePriorities: setRulePriorities,
};
