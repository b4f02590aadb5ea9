// A hook that is a Lambda function: it gets the facts as its event, and agrees unless it fails or its result says so.
import { invokeFunction } from '../aws/invoke-function';
import { endOf } from './output-tail';
import type { Answer, Call } from './types';

/** Invokes a hook and waits for its result. Throws when it cannot be invoked. */
export async function invokeHook(
  { context, environment, facts, signal, seconds }: Call,
  name: string,
): Promise<Answer> {
  const { error, said } = await invokeFunction(environment, context, { name, event: facts, signal, seconds });
  if (error !== undefined) return { kind: 'failed', how: `failed (${error})`, said: endOf(said) };
  const status = statusOf(said);
  if (status === undefined || /^succeeded$/i.test(status)) return { kind: 'agreed' };
  return { kind: 'failed', how: `said ${status}`, said: endOf(said) };
}

/**
 * What a result says by itself: the `status` that functions for CodeDeploy report (Succeeded or Failed; "AppSpec 'hooks' section for
 * an AWS Lambda deployment"), or the `hookStatus` of those for ECS ("Lifecycle hooks for Amazon ECS service deployments").
 */
function statusOf(said: string): string | undefined {
  const result = parsed(said);
  if (typeof result !== 'object' || result === null) return undefined;
  return Object.entries(result)
    .filter(([key]) => /^(hook)?status$/i.test(key))
    .map(([, value]: [string, unknown]) => value)
    .find((value) => typeof value === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
