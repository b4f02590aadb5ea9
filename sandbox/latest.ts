// Keeps the latest numbers of a series, without copying them for each new one.

/** The latest numbers of a series. */
export interface Latest {
  add(value: number): void;
  /** The oldest first. */
  read(): readonly number[];
}

/** Starts empty; keeps at most `most` numbers. */
export function createLatest(most: number): Latest {
  const kept: number[] = [];
  let oldest = 0;
  return {
    add(value) {
      if (kept.length < most) {
        kept.push(value);
        return;
      }
      kept[oldest] = value;
      oldest = (oldest + 1) % most;
    },
    read: () => [...kept.slice(oldest), ...kept.slice(0, oldest)],
  };
}
