// Turns a strategy, by a CodeDeploy name or with its own settings, into a list of steps. Pure.
import { parseDuration } from './duration';
import type { Fault } from './finding';
import { findNearest } from './nearest';

/** A strategy as it is written. Durations are strings such as 5m. */
export type Strategy =
  | string
  | { readonly canary: { readonly percent: number; readonly wait: string } }
  | { readonly linear: { readonly percent: number; readonly every: string } }
  | { readonly hold_back: HoldBack }
  | { readonly steps: readonly { readonly weight: number; readonly wait?: string; readonly approval?: boolean }[] };

/**
 * A canary that leaves a few percent on the stable color before the end, so that both are compared with nearly all requests on the
 * candidate.
 */
interface HoldBack {
  readonly percent: number;
  readonly wait: string;
  /** What the stable color keeps, in percent, and how long. */
  readonly keep: number;
  readonly watch: string;
}

/** One step: the candidate's weight in whole percent, how long it stays there, and whether a person must then approve. */
export interface StrategyStep {
  readonly weight: number;
  readonly waitSeconds: number;
  readonly approval: boolean;
}

/** CodeDeploy's names for Lambda, as SAM writes them ("Working with deployment configurations in CodeDeploy"). */
export const NAMED_STRATEGIES = [
  'AllAtOnce',
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
] as const;

const PREFIX = /^CodeDeployDefault\.(Lambda|ECS)?/;
const NAMED = /^(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/;

/** What is wrong with the name of a strategy; undefined for a known one. CodeDeploy's long form is accepted too. */
export function checkStrategyName(name: string): Fault | undefined {
  const short = shortName(name);
  if (short === 'all_at_once' || NAMED_STRATEGIES.some((known) => known === short)) return undefined;
  const near = findNearest(short, ['all_at_once', ...NAMED_STRATEGIES]);
  return {
    message: `${JSON.stringify(name)} is not a known strategy`,
    hint: `${near ? `Did you mean ${near}? ` : ''}Write all_at_once, ${NAMED_STRATEGIES.join(', ')}, or a block with canary, linear, hold_back or steps`,
  };
}

const shortName = (name: string): string => name.replace(PREFIX, '');

/** What is wrong with the weights of steps, which must rise; undefined when they do. */
export function checkSteps(weights: readonly number[]): Fault | undefined {
  const fallsAt = weights.findIndex((weight, i) => i > 0 && weight <= (weights[i - 1] ?? 0));
  if (fallsAt < 0) return undefined;
  return {
    message: `step ${fallsAt + 1} goes from ${weights[fallsAt - 1]} % to ${weights[fallsAt]} %`,
    hint: 'Write steps with rising weights; only a rollback lowers a weight',
  };
}

/**
 * The steps of a strategy, rising and always ending at 100 %; the last one has no wait, as the bake time follows it.
 * Throws a RangeError for a name that checkStrategyName refuses.
 */
export function expandStrategy(strategy: Strategy): readonly StrategyStep[] {
  if (typeof strategy === 'string') return expandName(strategy);
  if ('canary' in strategy) return [step(strategy.canary.percent, strategy.canary.wait), LAST];
  if ('linear' in strategy) return expandLinear(strategy.linear.percent, strategy.linear.every);
  if ('hold_back' in strategy) {
    const { percent, wait, keep, watch } = strategy.hold_back;
    return [step(percent, wait), step(100 - keep, watch), LAST];
  }
  const steps = strategy.steps.map(({ weight, wait, approval }) => step(weight, wait, approval));
  return steps.at(-1)?.weight === 100 ? steps : [...steps, LAST];
}

const LAST: StrategyStep = { weight: 100, waitSeconds: 0, approval: false };

const step = (weight: number, wait = '0s', approval = false): StrategyStep => ({
  weight,
  waitSeconds: parseDuration(wait),
  approval,
});

function expandName(name: string): readonly StrategyStep[] {
  const short = shortName(name);
  if (short === 'all_at_once' || short === 'AllAtOnce') return [LAST];
  const [, kind, percent, minutes] = NAMED.exec(short) ?? [];
  if (percent === undefined || minutes === undefined) throw new RangeError(`${name} is not a known strategy`);
  return kind === 'Canary'
    ? [step(Number(percent), `${minutes}m`), LAST]
    : expandLinear(Number(percent), `${minutes}m`);
}

function expandLinear(percent: number, every: string): readonly StrategyStep[] {
  const below = Math.ceil(100 / percent) - 1;
  return [...Array.from({ length: below }, (_, i) => step(percent * (i + 1), every)), LAST];
}
