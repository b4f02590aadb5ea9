// Bounds how many environments of the whole sandbox start at the same time.

/** Places for environments that start. */
export interface Gate {
  /** Takes a place. False when there is none; `again` is then called once, when one may be free. */
  enter(again: () => void): boolean;
  /** Gives a place back. */
  leave(): void;
}

/** Opens a gate with so many places. Those that wait are called in the order in which they came. */
export function createGate(places: number): Gate {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    enter(again) {
      if (taken < places) {
        taken++;
        return true;
      }
      waiting.add(again);
      return false;
    },
    leave() {
      taken--;
      for (const again of waiting) {
        if (taken >= places) return;
        waiting.delete(again);
        again();
      }
    },
  };
}
