// A hook that is a Lambda function: its event is the payload; it agrees unless it fails or its result reports a failure.
import { invokeFunction } from '../aws/invoke-function';
import type { HookAnswer, HookCall } from './types';
import { parseJson } from '../core/parse-json';

/** Invokes a hook and waits for its result. Throws when it cannot be invoked. */
export async function invokeHook(
  { context, environment, payload, signal, seconds }: HookCall,
  name: string,
): Promise<HookAnswer> {
  const { error, output } = await invokeFunction(environment, context, { name, event: payload, signal, seconds });
  if (error !== undefined) return { kind: 'failed', failure: `failed (${error})`, output };
  const status = parseStatus(output);
  if (status === undefined || /^succeeded$/i.test(status)) return { kind: 'agreed' };
  return { kind: 'failed', failure: `reported ${status}`, output };
}

/**
 * The status in a result: the `status` that functions for CodeDeploy report (Succeeded or Failed; "AppSpec 'hooks' section for an
 * AWS Lambda deployment"), or the `hookStatus` of those for ECS ("Lifecycle hooks for Amazon ECS service deployments").
 */
function parseStatus(output: string): string | undefined {
  const result = parseJson(output);
  if (typeof result !== 'object' || result === null) return undefined;
  return Object.entries(result)
    .filter(([key]) => /^(hook)?status$/i.test(key))
    .map(([, value]: [string, unknown]) => value)
    .find((value) => typeof value === 'string');
}
