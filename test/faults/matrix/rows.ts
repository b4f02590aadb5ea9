// Rows of the matrix: a verb, a point of its run, and a fault there, planned from a run without a fault. Pure.
import { portMethods } from './ports';
import type { Prepared } from './prepare';
import type { Kind, Point } from './scope';
import type { Verb } from './verbs';

/** A row: a fault at a point. */
export interface Row {
  readonly verb: Verb;
  readonly point: Point;
  readonly fault: string;
}

/** Every row of a kind: of calls each occurrence, of operations on files and programs the first of each name. */
export const rowsOf = ({ verb, points }: Prepared, kind: Kind): Row[] =>
  points
    .filter((point) => point.kind === kind && (kind === 'call' || point.occurrence === 0))
    .flatMap((point) => point.faults.map((fault) => ({ verb, point, fault })));

/**
 * Some rows of all: each method of a port with each fault, by as few rows as possible, then each point that has none yet, of every
 * verb or of the first one only.
 */
export function sample(rows: readonly Row[], perVerb: boolean): Row[] {
  const chosen = coverMethods(rows);
  const placeOf = ({ verb, point }: Row): string => `${perVerb ? `${verb.line} ${verb.from} ` : ''}${point.name}`;
  const seen = new Set(chosen.map(placeOf));
  for (const row of rows) {
    const place = placeOf(row);
    const { faults } = row.point;
    if (seen.has(place) || faults[hash(place) % faults.length] !== row.fault) continue;
    seen.add(place);
    chosen.push(row);
  }
  return chosen;
}

/** The rows that are chosen one after the other, each as the one with most methods and faults that no row before it has. */
function coverMethods(rows: readonly Row[]): Row[] {
  const ports = new Set(portMethods().flatMap(({ names }) => names));
  const pairsOf = rows.map(({ point, fault }) =>
    point.methods.filter((one) => ports.has(one)).map((one) => `${one} ${fault}`),
  );
  const chosen: Row[] = [];
  for (const missing = new Set(pairsOf.flat()); missing.size > 0;) {
    const news = pairsOf.map((pairs) => new Set(pairs.filter((one) => missing.has(one))).size);
    const best = news.indexOf(Math.max(...news));
    for (const pair of pairsOf[best] ?? []) missing.delete(pair);
    chosen.push(...rows.slice(best, best + 1));
  }
  return chosen;
}

const hash = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);
