// Listener rules: create, modify, describe, set priorities, delete.
import { listenerArn, newId, ruleArn } from '../../arns';
import { RULES_PER_LOAD_BALANCER } from '../../../routing';
import type { State, StoredRule } from '../../state';
import { toElbv2Condition } from '../../elbv2-conditions';
import { toElbv2Action, withKept } from '../../elbv2-mapping';
import { ApiError, invalid } from '../errors';
import { members, text, texts } from '../params';
import type { QueryAction } from '../query-action';
import type { ControlPlaneContext } from '../context';
import { readConditions } from './conditions';
import { defaultRule, listenerNotFound } from './load-balancers';
import { readPage } from './paging';
import { readAction } from './rule-actions';
import { readTags, withTags, withoutTags } from './tags';
import { readTransforms } from './transforms';

export const createRule: QueryAction = (context, params) => {
  if (text(params, 'ListenerArn') !== listenerArn(context.place)) throw listenerNotFound();
  const state = context.store.read();
  const priority = readPriority(text(params, 'Priority'));
  const conditions = readConditions(params);
  const transforms = readTransforms(params) ?? [];
  const action = readAction(state, params);
  if (!conditions || !action) throw invalid('Conditions and Actions are required');
  if (state.rules.some((rule) => rule.priority === priority)) throw priorityInUse(priority);
  if (state.rules.length >= RULES_PER_LOAD_BALANCER) {
    throw new ApiError('TooManyRules', 'The maximum number of rules on this load balancer has been reached');
  }
  const rule: StoredRule = {
    arn: ruleArn(context.place, newId()),
    priority,
    ...action,
    ...withKept(conditions, { actions: [], transforms }),
  };
  const tags = readTags(params);
  context.store.update((now) => withTags({ ...now, rules: [...now.rules, rule] }, rule.arn, tags));
  return { Rules: [describeRule(context, rule)] };
};

export const modifyRule: QueryAction = (context, params) => {
  const before = findChangeableRule(context, text(params, 'RuleArn'), 'modified');
  const { kept, action, stickinessOffSeconds, ...place } = before;
  const conditions = readConditions(params) ?? [...before.conditions, ...(kept?.conditions ?? [])];
  const given = readTransforms(params);
  const isReset = text(params, 'ResetTransforms') === 'true';
  if (isReset && given) throw invalid('You cannot specify both Transforms and ResetTransforms');
  const transforms = given ?? (isReset ? [] : (kept?.transforms ?? []));
  const rule: StoredRule = {
    ...place,
    ...(readAction(context.store.read(), params) ?? { action, stickinessOffSeconds }),
    ...withKept(conditions, { actions: [], transforms }),
  };
  context.store.update((state) => replaceRules(state, [rule]));
  return { Rules: [describeRule(context, rule)] };
};

export const deleteRule: QueryAction = (context, params) => {
  const { arn } = findChangeableRule(context, text(params, 'RuleArn'), 'deleted');
  context.store.update((state) =>
    withoutTags({ ...state, rules: state.rules.filter((rule) => rule.arn !== arn) }, arn),
  );
  return {};
};

export const setRulePriorities: QueryAction = (context, params) => {
  const changed = (members(params, 'RulePriorities') ?? []).map((pair): StoredRule => {
    const rule = findChangeableRule(context, text(pair, 'RuleArn'), 'modified');
    return { ...rule, priority: readPriority(text(pair, 'Priority')) };
  });
  const next = replaceRules(context.store.read(), changed);
  const priorities = next.rules.map((rule) => rule.priority);
  const duplicate = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  if (duplicate !== undefined) throw priorityInUse(duplicate);
  context.store.update((state) => replaceRules(state, changed));
  return { Rules: changed.map((rule) => describeRule(context, rule)) };
};

export const describeRules: QueryAction = (context, params) => {
  const arns = texts(params, 'RuleArns');
  const listener = text(params, 'ListenerArn');
  if (arns === undefined && listener === undefined) throw invalid('You must specify a listener ARN or rule ARNs');
  if (listener !== undefined && listener !== listenerArn(context.place)) throw listenerNotFound();
  const all = [...context.store.read().rules].sort((a, b) => Number(a.priority) - Number(b.priority));
  const every = [...all, defaultRule(context)];
  const wanted =
    arns === undefined ? every : arns.map((arn) => every.find((rule) => rule.arn === arn) ?? ruleNotFound());
  const { items, nextMarker } = readPage(params, wanted);
  return { Rules: items.map((rule) => describeRule(context, rule)), NextMarker: nextMarker };
};

function describeRule(context: ControlPlaneContext, rule: StoredRule): object {
  const groups = context.store.read().targetGroups;
  const arnOf = (name: string): string => groups.find((group) => group.name === name)?.arn ?? name;
  return {
    RuleArn: rule.arn,
    Priority: rule.priority,
    Conditions: [...rule.conditions, ...(rule.kept?.conditions ?? [])].map(toElbv2Condition),
    Actions: [{ Order: 1, ...toElbv2Action(rule.action, arnOf, rule.stickinessOffSeconds) }],
    Transforms: rule.kept?.transforms.map(({ wire }) => wire),
    IsDefault: rule.priority === 'default',
  };
}

function findChangeableRule(context: ControlPlaneContext, arn: string | undefined, verb: string): StoredRule {
  if (arn === defaultRule(context).arn) {
    throw new ApiError('OperationNotPermitted', `Default rule '${arn}' cannot be ${verb}`);
  }
  return context.store.read().rules.find((rule) => rule.arn === arn) ?? ruleNotFound();
}

function readPriority(given: string | undefined): number {
  const priority = Number(given);
  if (!Number.isInteger(priority) || priority < 1 || priority > 50_000) {
    throw invalid(`Priority '${given ?? ''}' must be between 1 and 50000 inclusive`);
  }
  return priority;
}

function replaceRules(state: State, changed: readonly StoredRule[]): State {
  const byArn = new Map(changed.map((rule) => [rule.arn, rule]));
  return { ...state, rules: state.rules.map((rule) => byArn.get(rule.arn) ?? rule) };
}

const priorityInUse = (priority: number | 'default'): ApiError =>
  new ApiError('PriorityInUse', `Priority '${priority}' is currently in use`);

function ruleNotFound(): never {
  throw new ApiError('RuleNotFound', 'One or more rules not found');
}
