// Hooks: checks of the user's own at the points of a release, one after the other until one does not agree.
import { parseDuration } from '../../environments/duration';
import type { Environment } from '../../environments/schema';
import type { Hook, HookPoint } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import { stopIfInterrupted } from '../core/interrupt';
import { placeOf, withoutAddress } from '../core/webhook-url';
import type { Answer, Call, Facts, HookResult } from './types';

export { factsOf } from './payload';
export type { About } from './payload';
export type { Facts, HookResult, ServiceFacts } from './types';

/** The hooks of some services at a point; one that several have, such as from defaults, once. */
export function hooksOf(services: Environment['services'], point: HookPoint): readonly Hook[] {
  const byText = new Map<string, Hook>();
  for (const hook of services.flatMap((service) => service.rollout.hooks[point])) {
    byText.set(JSON.stringify(hook), hook);
  }
  return [...byText.values()];
}

/**
 * Runs hooks in their order; the first that fails is the last that runs. A hook that fails, hangs or cannot be started is a
 * result, never an error.
 * @throws {UserError} exit 130 when Ctrl-C stopped a hook: nobody has answered then.
 */
export async function runHooks(
  context: Context,
  environment: Environment,
  hooks: readonly Hook[],
  facts: Facts,
): Promise<HookResult> {
  for (const hook of hooks) {
    const where = `The hook ${nameOf(hook)} of ${facts.point} in ${facts.environment} was stopped`;
    stopIfInterrupted(context, where);
    const failure = await failureOf(context, environment, hook, facts);
    stopIfInterrupted(context, where);
    if (failure !== undefined) {
      return { kind: 'failed', reason: `the hook ${nameOf(hook)} of ${facts.point} ${failure}` };
    }
  }
  return { kind: 'agreed' };
}

/** What one hook has against it, such as `ended with 3`; undefined when it agrees. */
async function failureOf(
  context: Context,
  environment: Environment,
  hook: Hook,
  facts: Facts,
): Promise<string | undefined> {
  const seconds = parseDuration(hook.timeout);
  const limit = AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER));
  const late = `did not answer within ${hook.timeout}`;
  try {
    const signal = AbortSignal.any([limit, context.signal]);
    const answer = await ask({ context, environment, facts, signal, seconds }, hook);
    if (answer.kind === 'agreed') return undefined;
    return `${limit.aborted ? late : answer.how}${answer.said ? `: ${answer.said}` : ''}`;
  } catch (error) {
    if (limit.aborted) return late;
    return `could not be asked: ${withoutAddress(context, 'http' in hook ? hook.http : '', error)}`;
  }
}

/** Milliseconds; a longer timer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function ask(one: Call, hook: Hook): Promise<Answer> {
  if ('command' in hook) {
    const { runCommand } = await import('./command');
    return runCommand(one, hook.command);
  }
  if ('http' in hook) {
    const { callHttp } = await import('./http');
    return callHttp(one, hook.http);
  }
  const { invokeHook } = await import('./lambda');
  return invokeHook(one, hook.lambda);
}

/** How a hook is named: an address by its host only, since the rest may be a secret. */
function nameOf(hook: Hook): string {
  if ('command' in hook) return JSON.stringify(hook.command);
  return 'http' in hook ? placeOf(hook.http) : hook.lambda;
}
