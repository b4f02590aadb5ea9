// Makes simulations faster: the judgement parses the times of the same minutes again at every evaluation.

/** Times that are kept; a simulation has a few hundred. */
const MOST = 100_000;

/** Keeps what Date.parse returns, in this process. */
export function keepParsedDates(): void {
  const kept = new Map<string, number>();
  const parse = Date.parse.bind(Date);
  Date.parse = (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= MOST) kept.clear();
    const value = parse(text);
    kept.set(text, value);
    return value;
  };
}
