// The rule sets that were in force, each from when and until when. Times are milliseconds of one clock. Pure but for its own list.
import type { Snapshot } from './rules';

/** A change of the rules, as seen from outside: in force at some moment between the two times. */
export interface Change {
  /** When the change was passed on to the load balancer: from now on it may be in force. */
  readonly from: number;
  /** When the load balancer had answered: from now on what was before is not in force any more. */
  readonly until: number;
  readonly snapshot: Snapshot;
}

/** The history of the rules. */
export interface Timeline {
  /** Adds a change, not earlier than the last one. */
  add(change: Change): void;
  /** The rule sets in force at some moment of a period that ends now; the oldest first, and never empty after the first `add`. */
  during(from: number, to: number): readonly Snapshot[];
  /** Number of rule sets so far. */
  count(): number;
  newest(): Snapshot | undefined;
}

/** How long changes are kept, at least; no request may last longer. */
const KEPT_MILLISECONDS = 120_000;

export function createTimeline(): Timeline {
  let changes: Change[] = [];
  let count = 0;
  return {
    add(change) {
      count += 1;
      const old = changes.findIndex(
        (_, index) => (changes[index + 1]?.until ?? Infinity) > change.from - KEPT_MILLISECONDS,
      );
      changes = [...changes.slice(Math.max(old, 0)), change];
    },
    during(from, to) {
      const found: Snapshot[] = [];
      for (let index = changes.length - 1; index >= 0; index -= 1) {
        const change = changes[index];
        if (change && change.from <= to) found.unshift(change.snapshot);
        if (change && change.until < from) break;
      }
      return found;
    },
    count: () => count,
    newest: () => changes.at(-1)?.snapshot,
  };
}
