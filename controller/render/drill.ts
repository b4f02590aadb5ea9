// A drill as people read it: a line for each release. Pure.
import type { DrillResult } from '../drill/result';
import type { Style } from './style';
import { table } from './table';

/** The table, what was missed, and what it comes to. */
export function renderDrill(results: readonly DrillResult[], style: Style): string[] {
  const head = ['FAULT', 'CAUGHT AFTER', 'BY', 'TO CANDIDATE', 'USERS HIT', 'BACK AFTER'];
  const missed = results.filter(({ verdict }) => verdict === 'missed');
  return [
    ...table(head, results.map(row), style),
    ...missed.map(({ fault, reason }) => style.red(`${fault}: missed: ${reason}`)),
    missed.length === 0
      ? style.green('Every release did what it should')
      : style.red(`${missed.length} of ${results.length} releases did not do what they should`),
  ];
}

function row(result: DrillResult): string[] {
  const { fault, verdict, caught_after, by, requests, requests_candidate, requests_hit, back_after, back } = result;
  if (verdict === 'passed') {
    return [fault, '-', 'settled', `${requests_candidate} of ${requests}`, String(requests_hit), '-'];
  }
  return [
    fault,
    caught_after === null ? 'never' : seconds(caught_after),
    by ?? '-',
    `${requests_candidate} of ${requests}`,
    String(requests_hit),
    back ? (back_after === null ? 'before any' : seconds(back_after)) : 'not back',
  ];
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
