// What to change where a plan would see too little, or prove nothing. Pure.
import type { Metrics } from '../../environments/schema-metrics';
import { forecast } from '../release/judge';
import type { Forecast, Source } from '../release/judge';
import type { RolloutPlan } from '../release';
import type { MeasuredTraffic } from './forecast-traffic';

/** Plans that are tried when one sees too little, the shortest first: a weight in percent, and its wait in minutes. */
const OTHERS = [10, 25, 50].flatMap((weight) => [10, 30, 60].map((minutes) => ({ weight, minutes })));
/** An error rate that the first step should see: more is an outage, which nobody needs a comparison for. */
const SEES_AT_LEAST = 0.1;
/** Tolerances that are tried, in percentage points. */
const TOLERANCES = [0.2, 0.3, 0.5, 1, 2, 5];
/** The forecast is of the middle of all rollouts. With a proof in this part of the longest wait, most of them have one in time. */
const IN_TIME = 0.6;

/** A first step that would see enough: a weight in percent, its wait in minutes, and the error rate that it sees. */
export interface FirstStep {
  readonly weight: number;
  readonly minutes: number;
  readonly sees: number;
}

/** A forecast of a plan, and the traffic that it is for. */
interface Known {
  readonly traffic: MeasuredTraffic | null;
  readonly forecast: Forecast;
}

/** The shortest other first step that sees enough; null where the plan's own does, none would, or the traffic is little known. */
export function proposeFirstStep(
  { traffic, forecast: own }: Known,
  plan: RolloutPlan,
  metrics: Metrics,
  source: Source,
): FirstStep | null {
  const isEnough = (sees: number | null | undefined): sees is number => sees != null && sees <= SEES_AT_LEAST;
  if (!traffic || traffic.isLittle || isEnough(own.steps[0]?.sees)) return null;
  for (const { weight, minutes } of OTHERS) {
    const steps = [{ weight, waitSeconds: minutes * 60, approval: false }];
    const [first] = forecast({ ...plan, steps }, metrics, traffic, source).steps;
    if (first?.held === 0 && isEnough(first.sees)) return { weight, minutes, sees: first.sees };
  }
  return null;
}

/**
 * The smallest tolerance for errors, in percentage points, with which most rollouts of a good candidate would end by a proof; null where
 * the plan's own does, none would, or the traffic is little known.
 */
export function proposeTolerance(
  { traffic, forecast: own }: Known,
  plan: RolloutPlan,
  metrics: Metrics,
  source: Source,
): number | null {
  if (!traffic || traffic.isLittle || own.ends !== 'inconclusive' || own.lacks !== 'errors') return null;
  const sooner = { ...plan, holdAtMostSeconds: plan.holdAtMostSeconds * IN_TIME };
  const isEnough = (tolerance: number): boolean => {
    const errors = { ...metrics.errors, tolerance };
    return forecast(sooner, { ...metrics, errors }, traffic, source).ends === 'proven';
  };
  return TOLERANCES.find((one) => one > metrics.errors.tolerance && isEnough(one)) ?? null;
}
