// A change that ended half-way: the state of file and rules now, and what to type next.
import { desiredRouting, diffRules } from '../../routing';
import type { Mismatch } from '../../routing';
import type { Environment } from '../../environments';
import type { ChangeResult } from './types';
import type { Context } from '../core/context';
import { describeDrift, findDrift } from '../drift/detect';
import { UserError, messageOf } from '../core/errors';
import { toFileError } from '../core/system-error';
import { describeRule } from '../core/describe-rule';
import { pickServices } from './appliers/applier';

/** The error for rules that are not as desired although the change was accepted, exit 5. */
export const mismatchError = (mismatches: readonly Mismatch[]): UserError =>
  new UserError(
    'READ_BACK_DIFFERS',
    ['Read back, these rules are not as they should be:', ...mismatches.map((one) => `  ${describeDrift(one)}`)].join(
      '\n',
    ),
    'Run the same command again',
  );

/** The error for a change that stopped after the file was written and before anything was applied, such as for an unreadable lock. */
export function describeNotBegun({ file, name }: Environment, { services }: ChangeResult, thrown: unknown): unknown {
  const error = toFileError(thrown);
  if (!(error instanceof UserError)) return error;
  return new UserError(
    error.code,
    [
      error.message,
      'Current state:',
      `  ${file} says what was asked for`,
      '  nothing was applied: no rule was changed',
    ].join('\n'),
    `The same command again finishes it, ctl rollback ${namesOf(services)} -e ${name} goes back\n${error.hint}`,
    { cause: error },
  );
}

/** The services of a change as an argument. */
const namesOf = (services: ChangeResult['services']): string =>
  services.length === 1 ? (services[0]?.service ?? '') : '--all';

/**
 * The error for a change that failed after the file was written: the cause, the file's state, the live state, and the two commands
 * that resolve it. A bug stays a bug; the state is printed too.
 */
export async function describePartialFailure(
  context: Context,
  environment: Environment,
  result: ChangeResult,
  thrown: unknown,
): Promise<unknown> {
  const error = toFileError(thrown);
  const state = [`  ${environment.file} says what was asked for`, ...(await liveState(context, environment, result))];
  if (!(error instanceof UserError)) {
    for (const line of state) context.io.err(line);
    return error;
  }
  const back = `ctl rollback ${namesOf(result.services)} -e ${environment.name} goes back`;
  const finish = `ctl deploy -e ${environment.name} finishes it, ${back}`;
  const interrupted = context.signal.aborted;
  return new UserError(
    interrupted ? 'INTERRUPTED' : error.code,
    [interrupted ? `Interrupted: ${error.message}` : error.message, 'Current state:', ...state].join('\n'),
    `${finish}${interrupted ? '' : `\n${error.hint}`}`,
    { cause: error },
  );
}

/** One line for each production rule, and one for each rule that is not as desired. Never throws. */
async function liveState(context: Context, environment: Environment, result: ChangeResult): Promise<string[]> {
  try {
    const { createRouter } = await import('../aws/router');
    const observed = await (await createRouter(environment, context)).read();
    const services = pickServices(
      environment,
      result.services.map((one) => one.service),
    );
    const desired = desiredRouting(services);
    const pending = new Set(findDrift(desired, observed).map((drift) => drift.rule.priority));
    const waiting = diffRules(desired, observed).changes.length;
    return [
      ...desired
        .filter((rule) => rule.role === 'production' || pending.has(rule.priority))
        .map((rule) => {
          const live = observed.find((one) => one.priority === rule.priority);
          const state = pending.has(rule.priority) ? 'not changed yet' : 'as asked for';
          return `  live ${rule.service} ${rule.role}: ${live ? describeRule(live) : 'no such rule'} (${state})`;
        }),
      ...(waiting === 0 ? ['  every rule is live as the file says'] : []),
    ];
  } catch (error) {
    return [`  what is live could not be read: ${messageOf(error)}`];
  }
}
