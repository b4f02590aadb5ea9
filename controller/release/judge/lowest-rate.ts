// The lowest rate of a candidate that is noticed, by what is expected of it. Pure.

/** Below the tenth part of the hits that are drawn, as a standard score: nine of ten candidates have more. */
export const NINE_OF_TEN = 1.2816;

/** The hits of some requests that fail at a rate; `score`: standard deviations below the expected ones. */
export function expectHits(requests: number, rate: number, score: number): number {
  const expected = requests * rate;
  return Math.max(0, expected - score * Math.sqrt(expected * (1 - rate)));
}

/** How the rate is searched: the rate above which it lies, a least one where that is 0, and how often the rest is halved. */
interface Search {
  readonly above: number;
  readonly least: number;
  readonly halvings: number;
}

/** The lowest rate, 0 to 1, that is noticed; null where not even a total failure is. */
export function findLowestRate(
  isNoticed: (rate: number) => boolean,
  { above, least, halvings }: Search,
): number | null {
  if (!isNoticed(1)) return null;
  let [low, high] = [above, 1];
  for (let step = 0; step < halvings; step++) {
    const middle = Math.sqrt(Math.max(low, least) * high);
    if (isNoticed(middle)) high = middle;
    else low = middle;
  }
  return high;
}
