// The metrics port over CloudWatch.
import type { Environment } from '../../environments/schema';
import { openCloudWatch } from '../aws/cloudwatch';
import { openDimensions } from '../aws/metric-dimensions';
import type { FoundAlarm, MetricData, MetricQuery, TimeRange } from '../aws/cloudwatch';
import type { Context } from '../core/context';
import type { Alarm } from '../release/judge/types';
import { toIntervals, findSettledMinutes } from './settled-minutes';
import { NO_THRESHOLDS } from '../release/judge/thresholds';
import { buildCustomQueries } from './custom-queries';
import { buildCountQueries, buildDurationQueries, buildThresholdQueries, queryId, toMilliseconds } from './queries';
import type { Statistic } from './queries';
import type { MetricsSource, Window } from './port';

const MINUTE = 60_000;
const NO_DATA: MetricData = new Map();

/** Longest period of a statistic, in minutes ("MetricStat"). */
const LONGEST_PERIOD = 24 * 60;

/** Opens CloudWatch as the source, without a call. */
export async function openCloudWatchMetrics(environment: Environment, context: Context): Promise<MetricsSource> {
  const [cloudWatch, dimensions] = await Promise.all([
    openCloudWatch(environment, context),
    openDimensions(environment, context),
  ]);
  let computes = true;
  /** An emulator that could not do it once is not asked again. */
  const extended = async (queries: readonly MetricQuery[], range: TimeRange): Promise<MetricData | undefined> => {
    const data = computes ? await cloudWatch.extended(queries, range) : undefined;
    computes = data !== undefined;
    return data;
  };
  return {
    readIntervals: async (service, { thresholds, ...window }) => {
      const now = context.now();
      const minutes = findSettledMinutes(window, now);
      if (minutes.from >= minutes.to) return [];
      const colors = await dimensions(service);
      // What was reported after the window shows that it is complete.
      const range = { from: minutes.from, to: now };
      const { custom } = service.rollout.metrics;
      const names = Object.keys(custom);
      const [counts, durations, data] = await Promise.all([
        cloudWatch.data(buildCountQueries(colors), range),
        extended(buildDurationQueries(colors, thresholds), range),
        names.length === 0 ? NO_DATA : cloudWatch.data(buildCustomQueries(custom, colors), range),
      ]);
      return toIntervals({ counts, durations, thresholds, custom: { names, data } }, service.active_color, minutes);
    },
    readThresholds: async (service, window) => {
      const { from, minutes } = findWholeMinutes(window);
      if (minutes <= 0) return NO_THRESHOLDS;
      const color = service.active_color;
      const queries = buildThresholdQueries(color, (await dimensions(service))[color], minutes * 60);
      const data = await extended(queries, { from, to: new Date(from.getTime() + minutes * MINUTE) });
      const pick = (what: Statistic, of: Statistic): number | null =>
        pickPercentile(data?.get(queryId(color, what)), data?.get(queryId(color, of)));
      const seconds = pick('responseP95', 'responseTimed');
      const slowResponseMs = seconds === null ? null : toMilliseconds(seconds);
      return { slowMs: pick('p95', 'timed'), slowestMs: pick('p99', 'timed'), slowResponseMs };
    },
    readAlarms: async (names) => {
      const found = new Map((await cloudWatch.alarms([...new Set(names)])).map((alarm) => [alarm.name, alarm]));
      return names.map((name) => toAlarm(name, found.get(name), environment.region));
    },
  };
}

/** The last whole minutes of a window, as many as one period holds. */
function findWholeMinutes(window: Window): { readonly from: Date; readonly minutes: number } {
  const to = Math.floor(window.to.getTime() / MINUTE);
  const minutes = Math.min(LONGEST_PERIOD, to - Math.floor(window.from.getTime() / MINUTE));
  return { from: new Date((to - minutes) * MINUTE), minutes };
}

type Series = MetricData extends ReadonlyMap<string, infer Values> ? Values : never;

/** CloudWatch may divide the time into two periods, by its own clock: the one with more invocations is used. */
function pickPercentile(values: Series = new Map(), timed: Series = new Map()): number | null {
  const [best] = [...values].sort(([a], [b]) => (timed.get(b) ?? 0) - (timed.get(a) ?? 0));
  return best && best[1] >= 0 && best[1] < Infinity ? best[1] : null;
}

const STATES: Readonly<Record<string, Alarm['state']>> = { OK: 'ok', ALARM: 'alarm' };

function toAlarm(name: string, found: FoundAlarm | undefined, region: string): Alarm {
  if (!found) return { name, state: 'missing', reason: `there is no alarm ${name} in ${region}` };
  return { name, state: STATES[found.state] ?? 'insufficient-data', reason: found.reason };
}
