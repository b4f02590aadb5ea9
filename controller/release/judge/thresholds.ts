// What counts as slow. Pure.

/**
 * What was slow for the stable color before the first shift, in milliseconds; null without data: the 95th and the 99th percentile of
 * its durations, and the 95th of its response times.
 */
export interface Thresholds {
  readonly slowMs: number | null;
  readonly slowestMs: number | null;
  readonly slowResponseMs: number | null;
}

/** The thresholds of a service without durations. */
export const NO_THRESHOLDS: Thresholds = { slowMs: null, slowestMs: null, slowResponseMs: null };
