// Tags of rules and target groups.
import type { State } from '../../state';
import { ApiError, invalid } from '../errors';
import { members, text, texts } from '../params';
import type { Params } from '../params';
import type { QueryAction } from '../query-action';

const MOST_ARNS = 20;
const MOST_TAGS = 50;

/** The tags of a request; empty when none were given. */
export const readTags = (params: Params): Record<string, string> =>
  Object.fromEntries((members(params, 'Tags') ?? []).map((tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? '']));

/** The state with tags added to a resource. */
export function withTags(state: State, arn: string, tags: Readonly<Record<string, string>>): State {
  const all = { ...state.tags[arn], ...tags };
  if (Object.keys(all).length > MOST_TAGS) throw new ApiError('TooManyTags', `A resource can have ${MOST_TAGS} tags`);
  return { ...state, tags: { ...state.tags, [arn]: all } };
}

/** The state without a resource's tags. */
export function withoutTags(state: State, arn: string): State {
  const { [arn]: _gone, ...tags } = state.tags;
  return { ...state, tags };
}

export const addTags: QueryAction = (context, params) => {
  const tags = readTags(params);
  const arns = readArns(context.store.read(), params);
  context.store.update((state) => arns.reduce((next, arn) => withTags(next, arn, tags), state));
  return {};
};

export const removeTags: QueryAction = (context, params) => {
  const keys = new Set(texts(params, 'TagKeys'));
  const arns = readArns(context.store.read(), params);
  context.store.update((state) => {
    const kept = arns.map((arn) => [arn, removeKeys(state.tags[arn] ?? {}, keys)] as const);
    return { ...state, tags: { ...state.tags, ...Object.fromEntries(kept) } };
  });
  return {};
};

export const describeTags: QueryAction = (context, params) => {
  const state = context.store.read();
  return {
    TagDescriptions: readArns(state, params).map((arn) => ({
      ResourceArn: arn,
      Tags: Object.entries(state.tags[arn] ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
};

const removeKeys = (tags: Readonly<Record<string, string>>, keys: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key)));

function readArns(state: State, params: Params): string[] {
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
