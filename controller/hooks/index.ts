// Runs hooks: the user's own checks at the points of a release, one after the other until one fails.
import { parseDuration } from '../../environments/duration';
import type { Environment } from '../../environments/schema';
import type { Hook, HookPoint } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import { stopIfInterrupted } from '../core/interrupt';
import { placeOf, withoutAddress } from '../core/webhook-url';
import type { HookAnswer, HookCall, HookPayload, HookResult } from './types';

export { buildPayload } from './payload';
export type { PayloadDetails } from './payload';
export type { HookPayload, HookResult, PayloadService } from './types';

/** The hooks of some services at a point. A hook that several services have, such as from defaults, is selected once. */
export function selectHooks(services: Environment['services'], point: HookPoint): readonly Hook[] {
  const byText = new Map<string, Hook>();
  for (const hook of services.flatMap((service) => service.rollout.hooks[point])) {
    byText.set(JSON.stringify(hook), hook);
  }
  return [...byText.values()];
}

/**
 * Runs hooks in their order and stops at the first that fails. A hook that fails, hangs or cannot be started gives a result,
 * never an error.
 * @throws {UserError} exit 130 when Ctrl-C stopped a hook, which then has no result.
 */
export async function runHooks(
  context: Context,
  environment: Environment,
  hooks: readonly Hook[],
  payload: HookPayload,
): Promise<HookResult> {
  for (const hook of hooks) {
    const stopped = `The hook ${nameOf(hook)} of ${payload.point} in ${payload.environment} was stopped`;
    stopIfInterrupted(context, stopped);
    const failure = await runHook(context, environment, hook, payload);
    stopIfInterrupted(context, stopped);
    if (failure !== undefined) {
      return { kind: 'failed', reason: `the hook ${nameOf(hook)} of ${payload.point} ${failure}` };
    }
  }
  return { kind: 'agreed' };
}

/**
 * Runs hooks all at once, whatever the others return, and describes each that did not agree. Ctrl-C ends them, or leaves those out
 * that have not begun. Never throws: it is for the time when the change itself is done.
 */
export async function runHooksAtOnce(
  context: Context,
  environment: Environment,
  hooks: readonly Hook[],
  payload: HookPayload,
): Promise<readonly string[]> {
  const failures = hooks.map(async (hook) => {
    const name = `the hook ${nameOf(hook)} of ${payload.point}`;
    if (context.signal.aborted) return [`${name} did not run, because of Ctrl-C`];
    const failure = await runHook(context, environment, hook, payload);
    if (context.signal.aborted) return [`${name} was stopped by Ctrl-C`];
    return failure === undefined ? [] : [`${name} ${failure}`];
  });
  return (await Promise.all(failures)).flat();
}

/** Runs one hook. Returns its failure, such as `ended with 3`, or undefined when it agrees. */
async function runHook(
  context: Context,
  environment: Environment,
  hook: Hook,
  payload: HookPayload,
): Promise<string | undefined> {
  const seconds = parseDuration(hook.timeout);
  const limit = AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER));
  const late = `did not answer within ${hook.timeout}`;
  try {
    const signal = AbortSignal.any([limit, context.signal]);
    const answer = await callHook({ context, environment, payload, signal, seconds }, hook);
    if (answer.kind === 'agreed') return undefined;
    const output = lastLines(answer.output);
    return `${limit.aborted ? late : answer.failure}${output ? `: ${output}` : ''}`;
  } catch (error) {
    if (limit.aborted) return late;
    return `could not be called: ${withoutAddress(context, 'http' in hook ? hook.http : '', error)}`;
  }
}

/** In milliseconds; a longer timer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function callHook(call: HookCall, hook: Hook): Promise<HookAnswer> {
  if ('command' in hook) {
    const { runCommand } = await import('./command');
    return runCommand(call, hook.command);
  }
  if ('http' in hook) {
    const { callHttp } = await import('./http');
    return callHttp(call, hook.http);
  }
  const { invokeHook } = await import('./lambda');
  return invokeHook(call, hook.lambda);
}

/** The name of a hook. Of an address it is only the host, and of a command only its program, since the rest may be a secret. */
function nameOf(hook: Hook): string {
  if ('command' in hook) return programOf(hook.command);
  return 'http' in hook ? placeOf(hook.http) : hook.lambda;
}

/** The first word of a command after its assignments; a fixed text where that is not a plain word. */
const programOf = (command: string): string => PROGRAM.exec(command)?.groups?.['program'] ?? 'command';

/** A value with a substitution may have spaces inside, so that its end is not known: such a command does not match. */
const PROGRAM = /^\s*(?:\w+=(?:"[^"\\$`]*"|'[^']*'|[^\s"'\\$`;|&()<>])*\s+)*(?<program>[\w./-]+)(?![^\s;|&])/;

const LAST_LINES = 5;
const MOST_CHARACTERS = 500;

/** The last lines of an output, joined: they usually name the problem. */
function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const end = lines
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
    .join(' | ');
  return end.length > MOST_CHARACTERS ? `…${end.slice(-MOST_CHARACTERS)}` : end;
}
