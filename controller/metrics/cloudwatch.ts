// The metrics port over CloudWatch.
import type { Environment } from '../../environments/schema';
import { openCloudWatch } from '../aws/cloudwatch';
import { openDimensions } from '../aws/metric-dimensions';
import type { FoundAlarm, MetricData, MetricQuery, TimeRange } from '../aws/cloudwatch';
import type { Context } from '../core/context';
import type { Alarm } from '../release/judge/types';
import { toIntervals, findSettledMinutes } from './settled-minutes';
import { buildCountQueries, buildDurationQueries, queryId, buildP95Queries } from './queries';
import type { MetricsSource, Window } from './port';

const MINUTE = 60_000;

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
    readIntervals: async (service, { slowMs, ...window }) => {
      const now = context.now();
      const minutes = findSettledMinutes(window, now);
      if (minutes.from >= minutes.to) return [];
      const colors = await dimensions(service);
      // What was reported after the window shows that it is complete.
      const range = { from: minutes.from, to: now };
      const [counts, durations] = await Promise.all([
        cloudWatch.data(buildCountQueries(colors), range),
        extended(buildDurationQueries(colors, slowMs), range),
      ]);
      return toIntervals({ counts, durations, slowMs }, service.active_color, minutes);
    },
    readStableP95: async (service, window) => {
      const { from, minutes } = findWholeMinutes(window);
      if (minutes <= 0) return null;
      const color = service.active_color;
      const queries = buildP95Queries(color, (await dimensions(service))[color], minutes * 60);
      const data = await extended(queries, { from, to: new Date(from.getTime() + minutes * MINUTE) });
      return data ? pickP95(data.get(queryId(color, 'p95')), data.get(queryId(color, 'timed'))) : null;
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
function pickP95(p95: Series = new Map(), timed: Series = new Map()): number | null {
  const [best] = [...p95].sort(([a], [b]) => (timed.get(b) ?? 0) - (timed.get(a) ?? 0));
  return best && best[1] >= 0 && best[1] < Infinity ? best[1] : null;
}

const STATES: Readonly<Record<string, Alarm['state']>> = { OK: 'ok', ALARM: 'alarm' };

function toAlarm(name: string, found: FoundAlarm | undefined, region: string): Alarm {
  if (!found) return { name, state: 'missing', reason: `there is no alarm ${name} in ${region}` };
  return { name, state: STATES[found.state] ?? 'insufficient-data', reason: found.reason };
}
