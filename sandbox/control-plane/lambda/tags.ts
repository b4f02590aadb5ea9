// Tags of functions.
import * as z from 'zod';
import { functionArn } from '../../arns';
import type { State } from '../../state';
import { invalidParameter } from '../errors';
import type { ControlPlaneContext } from '../context';
import { findFunction, readInput } from './call';
import type { LambdaAction, LambdaCall } from './call';

const MOST_TAGS = 50;

const tagging = z.object({ Tags: z.record(z.string(), z.string()) });

export const listTags: LambdaAction = (context, call) => ({
  status: 200,
  body: { Tags: tagsOf(context, findFunction(context, call).name) },
});

export const tagResource: LambdaAction = (context, call) => {
  const { Tags } = readInput(call, tagging);
  putTags(context, call, { ...tagsOf(context, call.name), ...Tags });
  return { status: 204 };
};

export const untagResource: LambdaAction = (context, call) => {
  const gone = call.query.getAll('tagKeys');
  const kept = Object.entries(tagsOf(context, call.name)).filter(([key]) => !gone.includes(key));
  putTags(context, call, Object.fromEntries(kept));
  return { status: 204 };
};

/** The tags of a function. */
export const tagsOf = ({ place, store }: ControlPlaneContext, name: string): Readonly<Record<string, string>> =>
  store.read().tags[functionArn(place, name)] ?? {};

/** The state with a function's tags in place of those that it had. */
export function withFunctionTags(
  state: State,
  { place }: Pick<ControlPlaneContext, 'place'>,
  name: string,
  tags: Readonly<Record<string, string>>,
): State {
  if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter(`A function can have ${MOST_TAGS} tags`);
  return { ...state, tags: { ...state.tags, [functionArn(place, name)]: tags } };
}

function putTags(context: ControlPlaneContext, call: LambdaCall, tags: Readonly<Record<string, string>>): void {
  const { name } = findFunction(context, call);
  context.store.update((state) => withFunctionTags(state, context, name, tags));
}
