// The metrics port: the counts of each color of a service, and the states of alarms, from any source.
import type { Service } from '../../environments/schema';
import type { Alarm, Interval } from '../release/judge/types';

/** A time to read: `from` included, `to` excluded. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/**
 * A source of metrics. Every method throws a UserError with a hint when the source cannot be read. What the source does not
 * know yet is left out or null, never 0.
 */
export interface MetricsSource {
  /**
   * The intervals in the window, oldest first, without those that the source may not have counted completely. Invocations above
   * `slowMs` are slow; when it is null, so is `slow`.
   */
  readIntervals(service: Service, window: Window & { readonly slowMs: number | null }): Promise<readonly Interval[]>;
  /** 95th percentile of the active color's duration in the window, in milliseconds; null without data. */
  readStableP95(service: Service, window: Window): Promise<number | null>;
  /** The states of alarms, in the order of the names. */
  readAlarms(names: readonly string[]): Promise<readonly Alarm[]>;
}
