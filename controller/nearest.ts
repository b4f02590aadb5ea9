// The nearest of some known names to one that was mistyped. Pure.

/** The name that takes the fewest edits to reach, where that is at most a third of its length and one more. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= 1 + candidate.length / 3 || candidate.startsWith(name))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** "did you mean X?" with all the known names, as a hint. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const list = known.length > 0 ? `There are: ${known.join(', ')}` : 'There are none yet';
  return near ? `Did you mean ${near}? ${list}` : list;
}

/** Levenshtein's distance, one row of the table at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
