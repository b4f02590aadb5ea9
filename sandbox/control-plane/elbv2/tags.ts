// Tags of rules and target groups.
import type { State } from '../../state';
import { ApiError, invalid } from '../errors';
import { members, text, texts } from '../params';
import type { Params } from '../params';
import type { QueryAction } from '../query-action';

const MOST_ARNS = 20;
const MOST_TAGS = 50;

/** The tags of a request; none when they were not given. */
export const readTags = (params: Params): Record<string, string> =>
  Object.fromEntries((members(params, 'Tags') ?? []).map((tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? '']));

/** The state with tags added to a resource. */
export function tagged(state: State, arn: string, tags: Readonly<Record<string, string>>): State {
  const all = { ...state.tags[arn], ...tags };
  if (Object.keys(all).length > MOST_TAGS) throw new ApiError('TooManyTags', `A resource can have ${MOST_TAGS} tags`);
  return { ...state, tags: { ...state.tags, [arn]: all } };
}

/** The state without a resource's tags. */
export function untagged(state: State, arn: string): State {
  const { [arn]: _gone, ...tags } = state.tags;
  return { ...state, tags };
}

export const addTags: QueryAction = (world, params) => {
  const tags = readTags(params);
  const arns = resources(world.store.read(), params);
  world.store.update((state) => arns.reduce((next, arn) => tagged(next, arn, tags), state));
  return {};
};

export const removeTags: QueryAction = (world, params) => {
  const keys = new Set(texts(params, 'TagKeys'));
  const arns = resources(world.store.read(), params);
  world.store.update((state) => {
    const kept = arns.map((arn) => [arn, without(state.tags[arn] ?? {}, keys)] as const);
    return { ...state, tags: { ...state.tags, ...Object.fromEntries(kept) } };
  });
  return {};
};

export const describeTags: QueryAction = (world, params) => {
  const state = world.store.read();
  return {
    TagDescriptions: resources(state, params).map((arn) => ({
      ResourceArn: arn,
      Tags: Object.entries(state.tags[arn] ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
};

const without = (tags: Readonly<Record<string, string>>, keys: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key)));

function resources(state: State, params: Params): string[] {
  const arns = texts(params, 'ResourceArns') ?? [];
  if (arns.length > MOST_ARNS) throw invalid(`At most ${MOST_ARNS} resources can be named`);
  for (const arn of arns) if (arn.includes(':targetgroup/') || arn.includes(':listener-rule/')) mustExist(state, arn);
  return arns;
}

function mustExist(state: State, arn: string): void {
  const group = arn.includes(':targetgroup/');
  const known = group ? state.targetGroups.map((one) => one.arn) : state.rules.map((rule) => rule.arn);
  if (known.includes(arn)) return;
  throw group
    ? new ApiError('TargetGroupNotFound', 'One or more target groups not found')
    : new ApiError('RuleNotFound', 'One or more rules not found');
}
