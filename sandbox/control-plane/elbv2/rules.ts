// Listener rules: made, changed in place, described, given other priorities, deleted.
import { listenerArn, newId, ruleArn } from '../../arns';
import { RULES_PER_LOAD_BALANCER } from '../../../routing';
import type { ObservedRule } from '../../../routing';
import type { State } from '../../state';
import { actionTo, conditionTo } from '../../wire';
import { ApiError, invalid } from '../errors';
import { members, text, texts } from '../params';
import type { QueryAction } from '../query-action';
import type { World } from '../world';
import { readConditions } from './conditions';
import { defaultRule, listenerNotFound } from './load-balancers';
import { page } from './paging';
import { readAction } from './rule-actions';
import { readTags, tagged, untagged } from './tags';

export const createRule: QueryAction = (world, params) => {
  if (text(params, 'ListenerArn') !== listenerArn(world.place)) throw listenerNotFound();
  const state = world.store.read();
  const priority = readPriority(text(params, 'Priority'));
  const conditions = readConditions(params);
  const action = readAction(state, params);
  if (!conditions || !action) throw invalid('Conditions and Actions are required');
  if (state.rules.some((rule) => rule.priority === priority)) throw priorityInUse(priority);
  if (state.rules.length >= RULES_PER_LOAD_BALANCER) {
    throw new ApiError('TooManyRules', 'The maximum number of rules on this load balancer has been reached');
  }
  const rule: ObservedRule = { arn: ruleArn(world.place, newId()), priority, conditions, action };
  const tags = readTags(params);
  world.store.update((now) => tagged({ ...now, rules: [...now.rules, rule] }, rule.arn, tags));
  return { Rules: [described(world, rule)] };
};

export const modifyRule: QueryAction = (world, params) => {
  const before = changeable(world, text(params, 'RuleArn'), 'modified');
  const conditions = readConditions(params) ?? before.conditions;
  const action = readAction(world.store.read(), params) ?? before.action;
  const rule: ObservedRule = { ...before, conditions, action };
  world.store.update((state) => replaced(state, [rule]));
  return { Rules: [described(world, rule)] };
};

export const deleteRule: QueryAction = (world, params) => {
  const { arn } = changeable(world, text(params, 'RuleArn'), 'deleted');
  world.store.update((state) => untagged({ ...state, rules: state.rules.filter((rule) => rule.arn !== arn) }, arn));
  return {};
};

export const setRulePriorities: QueryAction = (world, params) => {
  const changed = (members(params, 'RulePriorities') ?? []).map((pair): ObservedRule => {
    const rule = changeable(world, text(pair, 'RuleArn'), 'modified');
    return { ...rule, priority: readPriority(text(pair, 'Priority')) };
  });
  const next = replaced(world.store.read(), changed);
  const taken = next.rules.map((rule) => rule.priority);
  const twice = taken.find((priority, index) => taken.indexOf(priority) !== index);
  if (twice !== undefined) throw priorityInUse(twice);
  world.store.update((state) => replaced(state, changed));
  return { Rules: changed.map((rule) => described(world, rule)) };
};

export const describeRules: QueryAction = (world, params) => {
  const arns = texts(params, 'RuleArns');
  const listener = text(params, 'ListenerArn');
  if (arns === undefined && listener === undefined) throw invalid('You must specify a listener ARN or rule ARNs');
  if (listener !== undefined && listener !== listenerArn(world.place)) throw listenerNotFound();
  const all = [...world.store.read().rules].sort((a, b) => Number(a.priority) - Number(b.priority));
  const every = [...all, defaultRule(world)];
  const wanted =
    arns === undefined ? every : arns.map((arn) => every.find((rule) => rule.arn === arn) ?? ruleNotFound());
  const { items, nextMarker } = page(params, wanted);
  return { Rules: items.map((rule) => described(world, rule)), NextMarker: nextMarker };
};

function described(world: World, rule: ObservedRule): object {
  const groups = world.store.read().targetGroups;
  const arnOf = (name: string): string => groups.find((group) => group.name === name)?.arn ?? name;
  return {
    RuleArn: rule.arn,
    Priority: rule.priority,
    Conditions: rule.conditions.map(conditionTo),
    Actions: [{ Order: 1, ...actionTo(rule.action, arnOf) }],
    IsDefault: rule.priority === 'default',
  };
}

function changeable(world: World, arn: string | undefined, verb: string): ObservedRule {
  if (arn === defaultRule(world).arn) {
    throw new ApiError('OperationNotPermitted', `Default rule '${arn}' cannot be ${verb}`);
  }
  return world.store.read().rules.find((rule) => rule.arn === arn) ?? ruleNotFound();
}

function readPriority(given: string | undefined): number {
  const priority = Number(given);
  if (!Number.isInteger(priority) || priority < 1 || priority > 50_000) {
    throw invalid(`Priority '${given ?? ''}' must be between 1 and 50000 inclusive`);
  }
  return priority;
}

function replaced(state: State, changed: readonly ObservedRule[]): State {
  const byArn = new Map(changed.map((rule) => [rule.arn, rule]));
  return { ...state, rules: state.rules.map((rule) => byArn.get(rule.arn) ?? rule) };
}

const priorityInUse = (priority: number | 'default'): ApiError =>
  new ApiError('PriorityInUse', `Priority '${priority}' is currently in use`);

function ruleNotFound(): never {
  throw new ApiError('RuleNotFound', 'One or more rules not found');
}
