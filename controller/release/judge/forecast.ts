// What a plan can see with some traffic, before it begins: the error rate that each step would notice, and how it ends when both colors
// are alike. It asks the same comparison and limit as the evaluations, with the hits that are expected. Pure.
import type { RolloutPlan } from '../rollout/types';
import type { Metrics } from '../../../environments/schema-metrics';
import { chooseAgainst, compareRates } from './comparison';
import { expectBlocks, knownRequests } from './forecast-data';
import type { Leg, Situation, Source, Traffic } from './forecast-data';
import { checkLimit } from './limit';
import { errorLimit, errorTerms } from './metrics';

export { CLOUDWATCH, SOURCES } from './forecast-data';
export type { Source, Traffic } from './forecast-data';

/**
 * One part of a plan that the rollout reaches. `held`: the seconds that it lasts longer until it has enough requests. `sees`: the lowest
 * rate of a candidate that fails so from the first step on and is noticed at this weight by its end in nine of ten rollouts; null where
 * none is. `requests`: the candidate's that are known by then at this weight.
 */
export interface StepForecast {
  readonly weight: number;
  readonly seconds: number;
  readonly held: number;
  readonly requests: number;
  readonly sees: number | null;
}

/** What a plan can see, and how and when it ends for a candidate that is as good. */
export interface Forecast {
  /** Up to the one that never has enough requests. */
  readonly steps: readonly StepForecast[];
  /** Seconds from the first shift. */
  readonly seconds: number;
  readonly ends: 'proven' | 'inconclusive' | 'too few requests';
}

/** The parts of a plan that decide what it sees. */
export type ForecastPlan = Pick<RolloutPlan, 'steps' | 'bakeSeconds' | 'holdAtMostSeconds' | 'intervalSeconds'>;

/** Below the tenth part of the hits that are drawn, as a standard score: nine of ten rollouts have more. */
const NINE_OF_TEN = 1.2816;
const HALVINGS = 16;
/** Times at which a proof is looked for: with more, the forecast would take longer and hardly change. */
const MOST_LOOKS = 60;

/** Forecasts a plan. The traffic is taken as even. */
export function forecast(plan: ForecastPlan, metrics: Metrics, traffic: Traffic, source: Source): Forecast {
  const steps: StepForecast[] = [];
  const legs: Leg[] = [];
  const situation: Situation = { legs, metrics, traffic, source };
  const elapsed = (): number => legs.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const { weight, seconds } of legsOf(plan)) {
    legs.push({ weight, seconds });
    const hold = findHold(situation, plan);
    legs.splice(-1, 1, { weight, seconds: seconds + hold.seconds });
    const requests = Math.floor(knownRequests(situation));
    steps.push({ weight, seconds, held: hold.seconds, requests, sees: findLowestSeen(situation) });
    if (!hold.ends) return { steps, seconds: elapsed(), ends: 'too few requests' };
  }
  const longest = longestHold(plan) - (steps.at(-1)?.held ?? 0);
  const more = findProof(situation, plan, longest);
  return { steps, seconds: elapsed() + (more ?? longest), ends: more === undefined ? 'inconclusive' : 'proven' };
}

/** The plan's weights with their lengths: each step, and the bake time at 100 %. */
const legsOf = ({ steps, bakeSeconds }: ForecastPlan): readonly Leg[] => [
  ...steps.filter(({ weight }) => weight < 100).map(({ weight, waitSeconds: seconds }) => ({ weight, seconds })),
  { weight: 100, seconds: bakeSeconds },
];

/** How long the last leg is held for requests, and whether they come in time. It ends with an evaluation, one at each interval. */
function findHold(situation: Situation, plan: ForecastPlan): { readonly seconds: number; readonly ends: boolean } {
  const longest = longestHold(plan);
  for (let seconds = 0; seconds <= longest; seconds += plan.intervalSeconds) {
    if (hasEnough(situation, seconds)) return { seconds, ends: true };
  }
  return { seconds: longest, ends: false };
}

const hasEnough = (situation: Situation, more: number): boolean =>
  Math.floor(knownRequests(situation, more)) >= situation.metrics.errors.min_requests;

/** When a leg is given up, in seconds after its time: at the first evaluation from hold_at_most on. */
const longestHold = ({ holdAtMostSeconds, intervalSeconds }: ForecastPlan): number =>
  Math.ceil(holdAtMostSeconds / intervalSeconds) * intervalSeconds;

/** The lowest rate that the comparison or the limit on errors notices by the end of a leg; null where not even a total failure is. */
function findLowestSeen(situation: Situation): number | null {
  const { traffic } = situation;
  if (!hasEnough(situation, 0) || !isSeen(situation, 1)) return null;
  let [low, high] = [traffic.failing, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = Math.sqrt(Math.max(low, 1e-6) * high);
    if (isSeen(situation, middle)) high = middle;
    else low = middle;
  }
  return high;
}

function isSeen(situation: Situation, rate: number): boolean {
  const { metrics } = situation;
  const blocks = expectBlocks(situation, rate, { score: NINE_OF_TEN });
  if (checkLimit(blocks, errorLimit(metrics)).kind === 'fail') return true;
  const against = metrics.errors.compare ? chooseAgainst(blocks, metrics.errors.min_requests) : undefined;
  return against !== undefined && compareRates(blocks, errorTerms(metrics), against).kind === 'worse';
}

/** Seconds beyond the end until colors that are alike are proven to be so; undefined where the longest wait is too short. */
function findProof(situation: Situation, { intervalSeconds }: ForecastPlan, longest: number): number | undefined {
  const { metrics, traffic } = situation;
  if (!metrics.errors.compare) return 0;
  const every = Math.ceil(longest / MOST_LOOKS / intervalSeconds) * intervalSeconds || intervalSeconds;
  for (let more = 0; more <= longest; more += every) {
    const blocks = expectBlocks(situation, traffic.failing, { more });
    const against = chooseAgainst(blocks, metrics.errors.min_requests);
    if (against !== undefined && compareRates(blocks, errorTerms(metrics), against).kind === 'within') return more;
  }
  return undefined;
}
