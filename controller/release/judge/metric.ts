// One metric of a look: its opinions, under the settings that every metric has. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { formatDuration, parseDuration } from '../../../environments/duration';
import type { Look, LookMetric } from '../rollout/types';
import type { Opinion } from './opinion';
import type { Evidence, Interval } from './types';
import { count } from './format';

type Name = 'errors' | 'throttles' | 'latency';
type Common = Pick<Metrics[Name], 'min_requests' | 'failure_budget' | 'initial_delay' | 'dry_run' | 'no_data'>;

/** A metric: what it says about intervals that hold enough requests. */
export interface Metric {
  readonly name: Name;
  readonly settings: Common;
  /** The candidate's requests that the metric knows something about. */
  readonly requests: (interval: Interval) => number;
  /** What is drawn over time; null for an interval without. */
  readonly value: (interval: Interval) => number | null;
  readonly opinion: (intervals: readonly Interval[]) => Opinion;
}

/** A metric as it is shown, and what it says to the rollout, which may be less. */
export interface Said {
  readonly shown: LookMetric;
  readonly says: Look['kind'];
}

/** Looks at one metric. */
export function lookAt(metric: Metric, evidence: Evidence, intervals: readonly Interval[]): Said {
  const { name, settings, value } = metric;
  const delayEnds = evidence.since.getTime() + parseDuration(settings.initial_delay) * 1000;
  const counted = intervals.filter(({ from }) => settings.initial_delay === '0s' || Date.parse(from) >= delayEnds);
  const delayed = evidence.now.getTime() < delayEnds;
  const opinion = delayed ? delay(settings) : opinionOn(metric, counted);
  const shown = { name, value: intervals.map(value).findLast((one) => one !== null) ?? null, ...opinion };
  return settings.dry_run ? dryRun(shown) : budgeted(shown, settings.failure_budget, evidence);
}

function delay({ initial_delay }: Common): Opinion {
  return {
    kind: 'hold',
    reason: `counts from ${formatDuration(parseDuration(initial_delay))} after the first shift on`,
  };
}

function opinionOn({ settings, requests, opinion }: Metric, intervals: readonly Interval[]): Opinion {
  const seen = intervals.reduce((sum, interval) => sum + requests(interval), 0);
  if (seen === 0) return { kind: settings.no_data, reason: "no data of the candidate's" };
  if (seen >= settings.min_requests) return opinion(intervals);
  return { kind: 'hold', reason: `${count(seen)} of the ${count(settings.min_requests)} requests that it takes` };
}

const dryRun = (shown: LookMetric): Said => ({ shown: { ...shown, reason: `dry run: ${shown.reason}` }, says: 'pass' });

/** A failure within the budget lets nothing go on, but does not roll back. */
function budgeted(shown: LookMetric, budget: number, { service, looks }: Evidence): Said {
  if (shown.kind !== 'fail' || budget === 0) return { shown, says: shown.kind };
  const names = [shown.name, nameIn(service, shown.name)];
  const earlier = looks.filter(({ metrics }) => metrics.some((m) => m.kind === 'fail' && names.includes(m.name)));
  const reason = `${shown.reason}; failed look ${earlier.length + 1}, of which ${budget} may be`;
  return { shown: { ...shown, reason }, says: earlier.length < budget ? 'hold' : 'fail' };
}

/** A metric's name in a look at several services. */
export const nameIn = (service: string, metric: string): string => `${service} ${metric}`;
