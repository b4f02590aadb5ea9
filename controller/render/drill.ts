// A drill as people read it: a line for each release. Pure.
import type { DrillResult } from '../drill/result';
import type { Style } from '../core/style';
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
  const { fault, by, requests, requests_candidate, requests_hit } = result;
  const candidate = `${requests_candidate} of ${requests}`;
  return [fault, caught(result), by ?? '-', candidate, String(requests_hit), wentBack(result)];
}

function caught({ verdict, caught_after }: DrillResult): string {
  if (verdict === 'passed') return 'settled';
  if (caught_after !== null) return seconds(caught_after);
  return verdict === 'caught' ? 'before shift' : 'never';
}

function wentBack({ verdict, back, back_after }: DrillResult): string {
  if (verdict === 'passed') return '-';
  if (!back) return 'not back';
  return back_after === null ? 'nobody hit' : seconds(back_after);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
