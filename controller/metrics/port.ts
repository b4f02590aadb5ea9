// The metrics port: the counts of each color of a service, and the states of alarms, from any source.
import type { Service } from '../../environments/schema';
import type { Alarm, Interval } from '../release/judge/types';
import type { Thresholds } from '../release/judge/thresholds';

/** A time to read: `from` included, `to` excluded. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** The time, and what counts as slow in it. */
export interface CountedWindow extends Window {
  readonly thresholds: Thresholds;
}

/**
 * A source of metrics. Every method throws a UserError with a hint when the source cannot be read. What the source does not
 * know yet is left out or null, never 0.
 */
export interface MetricsSource {
  /**
   * The intervals in the window, oldest first, without those that the source may not have counted completely. Where a threshold is
   * null, so is the count of what is above it.
   */
  readIntervals(service: Service, window: CountedWindow): Promise<readonly Interval[]>;
  /** What is slow by the percentiles of the active color's durations in the window. */
  readThresholds(service: Service, window: Window): Promise<Thresholds>;
  /** The states of alarms, in the order of the names. */
  readAlarms(names: readonly string[]): Promise<readonly Alarm[]>;
}
