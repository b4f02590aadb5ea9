// What a plan can see with some traffic, before it begins: the error rate that each step would notice, and how it ends when both colors
// are alike. It asks the same comparison and limit as the evaluations, with the hits that are expected. Pure.
import type { RolloutPlan } from '../rollout/types';
import type { Metrics } from '../../../environments/schema-metrics';
import { chooseAgainst, compareRates } from './comparison';
import { expectBlocks } from './forecast-data';
import type { Leg, Situation, Source, Traffic } from './forecast-data';
import { findProof } from './forecast-proof';
import { countErrors, findFailure, findHold, longestHold } from './forecast-holds';
import { checkLimit } from './limit';
import { findLowestRate, NINE_OF_TEN } from './lowest-rate';
import { errorLimit, errorTerms } from './metrics';

export { CLOUDWATCH, SOURCES } from './forecast-data';
export type { Source, Traffic } from './forecast-data';
export { countParts } from './forecast-holds';

/**
 * One part of a plan that the rollout reaches. `held`: the seconds that it lasts longer until it has enough requests. `sees`: the lowest
 * rate of a candidate that fails so from the first step on and is noticed at this weight by its end in nine of ten rollouts; null where
 * none is. `requests`: the candidate's that are known by then at this weight. `approval`: then a person is waited for.
 */
export interface StepForecast {
  readonly weight: number;
  readonly seconds: number;
  readonly held: number;
  readonly requests: number;
  readonly sees: number | null;
  readonly approval: boolean;
}

/**
 * How a plan ends for a candidate that is as good. `no data`: it is rolled back, as the file asks for. `unproven`: it ends without a
 * comparison, since there is no bake time, or nothing is compared.
 */
export type ForecastEnd = 'proven' | 'unproven' | 'inconclusive' | 'too few requests' | 'no data';

/** What a plan can see, and how and when it ends for a candidate that is as good. */
export interface Forecast {
  /** Up to the one that it does not leave. */
  readonly steps: readonly StepForecast[];
  /** Seconds from the start, without hooks and approvals. */
  readonly seconds: number;
  readonly ends: ForecastEnd;
  /** The metric that has too few requests, no data or no proof; null where none decides. */
  readonly lacks: string | null;
}

/** The parts of a plan that decide what it sees. */
export type ForecastPlan = Pick<
  RolloutPlan,
  'steps' | 'bakeSeconds' | 'holdAtMostSeconds' | 'intervalSeconds' | 'selfTestSeconds'
>;

const HALVINGS = 16;
/** A rate to begin with where nothing fails. */
const LEAST_RATE = 1e-6;

/** Forecasts a plan. The traffic is taken as even. */
export function forecast(plan: ForecastPlan, metrics: Metrics, traffic: Traffic, source: Source): Forecast {
  const steps: StepForecast[] = [];
  const legs: Leg[] = [];
  const situation: Situation = { legs, metrics, traffic, source };
  const end = (ends: ForecastEnd, { after = 0, lacks = null as string | null } = {}): Forecast => {
    const seconds = legs.reduce((sum, leg) => sum + leg.seconds, plan.selfTestSeconds + after);
    return { steps, seconds, ends, lacks };
  };
  for (const { weight, seconds, approval } of partsOf(plan)) {
    legs.push({ weight, seconds });
    const fails = findFailure(situation, plan);
    if (fails !== null) return end('no data', { after: Math.min(0, plan.intervalSeconds - seconds), lacks: fails });
    const hold = seconds > 0 ? findHold(situation, plan) : { seconds: 0, lacks: null };
    legs.splice(-1, 1, { weight, seconds: seconds + hold.seconds });
    const seen = { requests: countErrors(situation), sees: findLowestSeen(situation) };
    steps.push({ weight, seconds, held: hold.seconds, ...seen, approval });
    if (hold.lacks !== null) return end('too few requests', { lacks: hold.lacks });
  }
  if (plan.bakeSeconds === 0 || !isCompared(situation)) return end('unproven');
  const longest = longestHold(plan) - (steps.at(-1)?.held ?? 0);
  const { seconds: more, lacks } = findProof(situation, plan.intervalSeconds, longest);
  return more === null ? end('inconclusive', { after: longest, lacks }) : end('proven', { after: more });
}

/** The steps that last, or wait for a person, and the bake time at 100 %. */
const partsOf = ({ steps, bakeSeconds }: ForecastPlan) => [
  ...steps
    .map(({ weight, waitSeconds: seconds, approval }) => ({ weight, seconds, approval }))
    .filter(({ weight, seconds, approval }) => weight < 100 || seconds > 0 || approval),
  ...(bakeSeconds > 0 ? [{ weight: 100, seconds: bakeSeconds, approval: false }] : []),
];

/** Whether the end needs a proof. Without a request there is nothing to compare, and errors that pass then need none. */
const isCompared = (situation: Situation): boolean => {
  const { compare, dry_run: isDry, no_data: noData } = situation.metrics.errors;
  return compare && !isDry && !(noData === 'pass' && countErrors(situation) === 0);
};

/** The lowest rate that the comparison or the limit on errors notices by the end of a leg; null where not even a total failure is. */
function findLowestSeen(situation: Situation): number | null {
  const { traffic, metrics } = situation;
  const { dry_run: isDry, min_requests: least } = metrics.errors;
  if (isDry || countErrors(situation) < least) return null;
  const search = { above: traffic.failing, least: LEAST_RATE, halvings: HALVINGS };
  return findLowestRate((rate) => isSeen(situation, rate), search);
}

function isSeen(situation: Situation, rate: number): boolean {
  const { metrics } = situation;
  const blocks = expectBlocks(situation, rate, { score: NINE_OF_TEN });
  if (checkLimit(blocks, errorLimit(metrics)).kind === 'fail') return true;
  const against = metrics.errors.compare ? chooseAgainst(blocks, metrics.errors.min_requests) : undefined;
  return against !== undefined && compareRates(blocks, errorTerms(metrics), against).kind === 'worse';
}
