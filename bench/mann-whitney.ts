// The Mann-Whitney test of Kayenta's default classifier, for the rates of minutes. Pure.

/** The part of the estimated difference that Kayenta takes off before the test ("tolerance"). */
const TOLERANCE = 0.25;

/**
 * The standard score by which the candidate's minutes are higher, after a quarter of the estimated difference. Kayenta's confidence
 * interval of 98 % is above that quarter where the score is above 2.326. A score of at most `floor` need not be exact.
 */
export function scoreHigher(candidate: readonly number[], stable: readonly number[], floor: number): number {
  const plain = scoreShifted(candidate, stable, 0);
  if (plain <= floor) return plain;
  return Math.min(plain, scoreShifted(candidate, stable, TOLERANCE * estimateShift(candidate, stable)));
}

/** The Hodges-Lehmann estimate of the difference: the median of all differences between two minutes. */
function estimateShift(candidate: readonly number[], stable: readonly number[]): number {
  const differences = Float64Array.from(candidate.flatMap((one) => stable.map((other) => one - other))).sort();
  const middle = differences.length >> 1;
  const upper = differences[middle] ?? 0;
  return Math.max(0, differences.length % 2 === 1 ? upper : (upper + (differences[middle - 1] ?? 0)) / 2);
}

/** The normal approximation with corrections for ties and continuity; 0 where all minutes are tied. */
function scoreShifted(candidate: readonly number[], stable: readonly number[], shift: number): number {
  const [n, m] = [candidate.length, stable.length];
  const all = [
    ...candidate.map((one) => ({ value: one - shift, own: 1 })),
    ...stable.map((value) => ({ value, own: 0 })),
  ].sort((a, b) => a.value - b.value);
  let [ranks, ties] = [0, 0];
  for (let start = 0; start < all.length;) {
    let [end, own] = [start, 0];
    for (; end < all.length && all[end]?.value === all[start]?.value; end++) own += all[end]?.own ?? 0;
    const length = end - start;
    ranks += (own * (start + 1 + end)) / 2;
    ties += length ** 3 - length;
    start = end;
  }
  const above = ranks - (n * (n + 1)) / 2 - (n * m) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return deviation > 0 ? (above - Math.sign(above) / 2) / deviation : 0;
}
