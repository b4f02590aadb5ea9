// Target groups of type lambda.
import { loadBalancerArn, newId, targetGroupArn } from '../../arns';
import type { State, TargetGroup } from '../../state';
import { ApiError, invalid } from '../errors';
import { members, text, texts } from '../params';
import type { Params } from '../params';
import type { QueryAction } from '../query-action';
import type { ControlPlaneContext } from '../context';
import { readPage } from './paging';
import { readTags, withTags, withoutTags } from './tags';
import { describeSettings, readSettings, settingsOf } from './target-group-settings';

/** The attribute that turns headers and query strings of events into lists. */
export const MULTI_VALUE = 'lambda.multi_value_headers.enabled';

const MOST_TARGET_GROUPS = 100;

export const createTargetGroup: QueryAction = (context, params) => {
  const name = readName(params);
  if (text(params, 'TargetType') !== 'lambda') throw invalid('The sandbox has target groups of type lambda only');
  const settings = readSettings(params);
  const state = context.store.read();
  const same = state.targetGroups.find((group) => group.name === name);
  // The same request twice is one target group; a different one under its name is an error.
  if (same && JSON.stringify(settingsOf(same)) === JSON.stringify(settings)) {
    return { TargetGroups: [describeTargetGroup(context, same)] };
  }
  if (same) {
    throw new ApiError(
      'DuplicateTargetGroupName',
      `A target group with the same name '${name}' exists, but with different settings`,
    );
  }
  if (state.targetGroups.length >= MOST_TARGET_GROUPS) {
    throw new ApiError('TooManyTargetGroups', `There can be at most ${MOST_TARGET_GROUPS} target groups`);
  }
  const arn = targetGroupArn(context.place, name, newId());
  const group: TargetGroup = { name, arn, settings, attributes: { [MULTI_VALUE]: 'false' } };
  const tags = readTags(params);
  context.store.update((now) => withTags({ ...now, targetGroups: [...now.targetGroups, group] }, arn, tags));
  return { TargetGroups: [describeTargetGroup(context, group)] };
};

export const describeTargetGroups: QueryAction = (context, params) => {
  const all = context.store.read().targetGroups;
  const arns = texts(params, 'TargetGroupArns');
  const names = texts(params, 'Names');
  const balancer = text(params, 'LoadBalancerArn');
  const found = all.filter(
    (group) =>
      (!arns || arns.includes(group.arn)) &&
      (!names || names.includes(group.name)) &&
      (balancer === undefined || findRulesOf(context.store.read(), group).length > 0),
  );
  if (found.length < (arns?.length ?? names?.length ?? 0)) throw targetGroupNotFound();
  const { items, nextMarker } = readPage(params, found);
  return { TargetGroups: items.map((group) => describeTargetGroup(context, group)), NextMarker: nextMarker };
};

export const deleteTargetGroup: QueryAction = (context, params) => {
  const group = findTargetGroup(context.store.read(), params);
  if (findRulesOf(context.store.read(), group).length > 0) {
    throw new ApiError('ResourceInUse', `Target group '${group.arn}' is currently in use by a listener or a rule`);
  }
  context.store.update((state) =>
    withoutTags({ ...state, targetGroups: state.targetGroups.filter((one) => one.arn !== group.arn) }, group.arn),
  );
  return {};
};

export const modifyTargetGroup: QueryAction = (context, params) => {
  const group = findTargetGroup(context.store.read(), params);
  const changed: TargetGroup = { ...group, settings: readSettings(params, settingsOf(group)) };
  context.store.update((state) => withTargetGroup(state, changed));
  return { TargetGroups: [describeTargetGroup(context, changed)] };
};

export const describeTargetGroupAttributes: QueryAction = (context, params) => ({
  Attributes: listAttributes(findTargetGroup(context.store.read(), params)),
});

export const modifyTargetGroupAttributes: QueryAction = (context, params) => {
  const group = findTargetGroup(context.store.read(), params);
  const given = (members(params, 'Attributes') ?? []).map(
    (pair) => [text(pair, 'Key') ?? '', text(pair, 'Value') ?? ''] as const,
  );
  const unknown = given.find(([key, value]) => key !== MULTI_VALUE || (value !== 'true' && value !== 'false'));
  if (unknown) throw invalid(`Target group attribute '${unknown[0]}' with this value is not valid for type lambda`);
  const changed: TargetGroup = { ...group, attributes: { ...group.attributes, ...Object.fromEntries(given) } };
  context.store.update((state) => withTargetGroup(state, changed));
  return { Attributes: listAttributes(changed) };
};

/** The target group that a request names by TargetGroupArn. */
export function findTargetGroup(state: State, params: Params): TargetGroup {
  const group = state.targetGroups.find((one) => one.arn === text(params, 'TargetGroupArn'));
  if (!group) throw targetGroupNotFound();
  return group;
}

/** The state with a changed target group. */
export const withTargetGroup = (state: State, group: TargetGroup): State => ({
  ...state,
  targetGroups: state.targetGroups.map((one) => (one.arn === group.arn ? group : one)),
});

/** ARNs of the rules that forward to a target group. */
export const findRulesOf = (state: State, group: TargetGroup): string[] =>
  state.rules
    .filter(({ action }) => action.kind === 'forward' && action.targets.some((one) => one.targetGroup === group.name))
    .map((rule) => rule.arn);

function readName(params: Params): string {
  const name = text(params, 'Name') ?? '';
  if (!/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)) {
    throw invalid(`Target group name '${name}' must be 1 to 32 letters, digits and hyphens, no hyphen first or last`);
  }
  return name;
}

function describeTargetGroup(context: ControlPlaneContext, group: TargetGroup): object {
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    ...describeSettings(group),
    LoadBalancerArns: findRulesOf(context.store.read(), group).length > 0 ? [loadBalancerArn(context.place)] : [],
    TargetType: 'lambda',
    IpAddressType: 'ipv4',
  };
}

const listAttributes = (group: TargetGroup): object[] =>
  Object.entries(group.attributes).map(([Key, Value]) => ({ Key, Value }));

const targetGroupNotFound = (): ApiError => new ApiError('TargetGroupNotFound', 'One or more target groups not found');
