// Rows of the matrix: a verb, a point of its run, and a fault there, planned from a run without a fault. Pure.
import type { Prepared } from './prepare';
import type { Point } from './scope';
import type { Suite } from './suites';
import type { Verb } from './verbs';

/** A row: a fault at a point. */
export interface Row {
  readonly verb: Verb;
  readonly point: Point;
  readonly fault: string;
}

/**
 * Every row of a kind: of operations on files and programs, the first of each name; of calls too, and where `last` is set the last of each
 * name besides.
 */
export function rowsOf({ verb, points }: Prepared, { kind, last = false }: Pick<Suite, 'kind' | 'last'>): Row[] {
  const own = points.filter((point) => point.kind === kind);
  const newest = new Map(own.map((point) => [point.name, point]));
  return own
    .filter((point) => point.occurrence === 0 || (last && newest.get(point.name) === point))
    .flatMap((point) => point.faults.map((fault) => ({ verb, point, fault })));
}

/** A row in one line. */
export const describeRow = ({ verb, point, fault }: Row): string =>
  `ctl ${verb.line} (${verb.from}): ${point.kind} ${point.name} #${point.occurrence} ${fault}`;
