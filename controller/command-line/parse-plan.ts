// Parses the flags of a rollout's plan; they are checked like the same fields of an environment file.
import { checkDuration } from '../../environments/duration';
import type { Fault } from '../../environments/finding';
import { checkSteps, checkStrategyName } from '../../environments/strategy';
import type { Strategy } from '../../environments/strategy';
import { UserError } from '../core/errors';
import type { PlanFlags } from '../release';
import type { StartRequest } from '../rollout/start';

/** The arguments of a start, as yargs parses them. */
interface StartArguments extends PlanArguments {
  readonly environment?: string;
  readonly services?: string | readonly string[];
  readonly all: boolean;
  readonly via: 'live' | 'terraform';
  readonly overrideFreeze: boolean;
  readonly message?: string;
}

/** Parses the arguments of a start. */
export const parseStart = (args: StartArguments): StartRequest => ({
  environment: args.environment,
  services: args.services === undefined ? [] : [args.services].flat(),
  all: args.all,
  via: args.via,
  flags: parsePlanFlags(args),
  overrideFreeze: args.overrideFreeze,
  reason: args.message,
});

/** The flags of a plan, as yargs parses them. */
export interface PlanArguments {
  readonly strategy?: string;
  readonly bake?: string;
  readonly interval?: string;
  readonly selfTest?: string;
  readonly settle?: boolean;
}

/**
 * Parses the flags that replace parts of the plan.
 * @throws {UserError} USAGE, with the flag, its value, and what to write instead.
 */
export function parsePlanFlags(args: PlanArguments): PlanFlags {
  const { strategy, bake, interval, selfTest, settle } = args;
  for (const [flag, text] of [
    ['--bake', bake],
    ['--interval', interval],
    ['--self-test', selfTest],
  ] as const) {
    if (text !== undefined) refuseFault(flag, checkDuration(text));
  }
  return { bake, interval, selfTest, settle, ...(strategy !== undefined && { strategy: parseStrategy(strategy) }) };
}

/** The name of a strategy, or steps such as `10:5m,50:10m:approve`. */
function parseStrategy(text: string): Strategy {
  if (!/^\d/.test(text)) {
    refuseFault('--strategy', checkStrategyName(text));
    return text;
  }
  const steps = text.split(',').map(parseStep);
  refuseFault('--strategy', checkSteps(steps.map(({ weight }) => weight)));
  return { steps };
}

function parseStep(text: string): { weight: number; wait: string; approval: boolean } {
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
  refuseFault('--strategy', checkDuration(wait));
  return { weight, wait, approval: approve !== undefined };
}

function refuseFault(flag: string, fault: Fault | undefined): void {
  if (fault) throw new UserError('USAGE', `${flag}: ${fault.message}`, fault.hint ?? 'See ctl rollout start --help');
}
