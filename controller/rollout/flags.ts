// The flags of a rollout, checked as the same fields of an environment file are.
import { checkDuration } from '../../environments/duration';
import type { Fault } from '../../environments/finding';
import { checkSteps, checkStrategyName } from '../../environments/strategy';
import type { Strategy } from '../../environments/strategy';
import { UserError } from '../core/errors';
import type { PlanFlags } from '../release';

/** The flags as yargs parses them. */
export interface PlanArguments {
  readonly strategy?: string;
  readonly bake?: string;
  readonly interval?: string;
  readonly selfTest?: string;
  readonly settle?: boolean;
}

/**
 * What the flags replace in the plan.
 * @throws {UserError} exit 2, naming the flag, the value got, and what to write instead.
 */
export function planFlags(args: PlanArguments): PlanFlags {
  const { strategy, bake, interval, selfTest, settle } = args;
  for (const [flag, text] of [
    ['--bake', bake],
    ['--interval', interval],
    ['--self-test', selfTest],
  ] as const) {
    if (text !== undefined) check(flag, checkDuration(text));
  }
  return { bake, interval, selfTest, settle, ...(strategy !== undefined && { strategy: strategyOf(strategy) }) };
}

/** A name of a strategy, or steps such as `10:5m,50:10m:approve`. */
function strategyOf(text: string): Strategy {
  if (!/^\d/.test(text)) {
    check('--strategy', checkStrategyName(text));
    return text;
  }
  const steps = text.split(',').map(stepOf);
  check('--strategy', checkSteps(steps.map(({ weight }) => weight)));
  return { steps };
}

function stepOf(text: string): { weight: number; wait: string; approval: boolean } {
  const [percent = '', wait = '0s', approve, ...rest] = text.split(':');
  const weight = /^\d{1,3}$/.test(percent) ? Number(percent) : NaN;
  const known = approve === undefined || approve === 'approve';
  if (!(weight >= 1 && weight <= 100) || !known || rest.length > 0) {
    throw new UserError(
      'USAGE',
      `--strategy has the step ${JSON.stringify(text)}`,
      'Write steps as WEIGHT:WAIT or WEIGHT:WAIT:approve, such as 10:5m,50:10m:approve,100; weights are whole percent from 1 to 100',
    );
  }
  check('--strategy', checkDuration(wait));
  return { weight, wait, approval: approve !== undefined };
}

function check(flag: string, fault: Fault | undefined): void {
  if (fault) throw new UserError('USAGE', `${flag}: ${fault.message}`, fault.hint ?? 'See ctl rollout start --help');
}
