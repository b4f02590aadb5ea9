// The metrics port: what each color of a service did, and how alarms stand, whoever counted.
import type { Service } from '../../environments/schema';
import type { Alarm, Interval } from '../release/judge/types';

/** A time that is asked about: `from` included, `to` excluded. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Where metrics come from. Every method throws a UserError with a hint when the source cannot be asked; what the source does
 * not know yet is left out or null, and never 0.
 */
export interface MetricsSource {
  /**
   * What both colors did in the window, oldest first. Intervals that the source may not have counted in full, or not at all, are
   * left out. `slowMs` is what a slow invocation is; without it `slow` is null.
   */
  intervals(service: Service, window: Window & { readonly slowMs: number | null }): Promise<readonly Interval[]>;
  /** 95th percentile of the active color's duration in the window, in milliseconds; null without data. */
  stableP95(service: Service, window: Window): Promise<number | null>;
  /** How alarms stand, in the order of the names. */
  alarms(names: readonly string[]): Promise<readonly Alarm[]>;
}
