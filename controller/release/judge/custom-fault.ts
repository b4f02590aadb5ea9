// Why a metric of the file could not be judged, from what it was before the first shift. Pure.
import type { Interval } from './types';
import { findSampleFault } from './validate-counts';

/** What is wrong with a metric. */
export interface CustomFault {
  readonly kind: 'no data' | 'not counts' | 'too seldom';
  readonly reason: string;
}

const MINUTE_MS = 60_000;
/** The longer periods in which CloudWatch has metrics ("Basic monitoring and detailed monitoring"). */
const SELDOM_MS = 5 * MINUTE_MS;
/** With fewer values, a minute that repeats every five minutes may be chance. */
const LEAST_VALUES = 6;

/** Looks at the stable color, which serves everyone before the first shift; undefined when nothing is wrong. */
export function findCustomFault(name: string, intervals: readonly Interval[]): CustomFault | undefined {
  const samples = intervals.flatMap(({ from, stable }) => {
    const sample = stable.custom[name];
    return sample && (sample.count !== 0 || sample.hits !== 0) ? [{ from, sample }] : [];
  });
  if (samples.length === 0) {
    const reason = 'the stable color had no data in the last hour: check namespace, metric and every dimension';
    return { kind: 'no data', reason };
  }
  for (const { from, sample } of samples) {
    const fault = findSampleFault(sample, from);
    if (fault !== undefined) return { kind: 'not counts', reason: fault };
  }
  const residues = new Set(samples.map(({ from }) => Date.parse(from) % SELDOM_MS));
  if (samples.length < LEAST_VALUES || residues.size > 1) return undefined;
  return {
    kind: 'too seldom',
    reason: 'it has a value every five minutes, and a rollout judges minutes: publish it every minute',
  };
}
