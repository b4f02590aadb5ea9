// Renders a drill: a table row for each release, and the notes to an experiment. Pure.
import { describeFault } from '../../sandbox/faults/model';
import type { Style } from '../core/style';
import type { Experiment } from '../drill/experiment';
import type { DrillResult } from '../drill/result';
import { renderTable } from './table';

/** The table, the releases that were missed, and the conclusion. */
export function renderDrill(results: readonly DrillResult[], style: Style): string[] {
  const head = ['FAULT', 'CAUGHT AFTER', 'BY', 'TO CANDIDATE', 'USERS HIT', 'BACK AFTER'];
  const missed = results.filter(({ verdict }) => verdict === 'missed');
  return [
    ...renderTable(head, results.map(row), style),
    ...missed.map(({ fault, reason }) => style.red(`${fault}: missed: ${reason}`)),
    missed.length === 0
      ? style.green('Every release did what it should')
      : style.red(`${missed.length} of ${results.length} releases did not do what they should`),
  ];
}

/** Whether a line of a rollout is shown while a drill runs: its events and errors, but no evaluation that decides nothing. */
export const isDrillProgress = (line: string): boolean =>
  /^(\d\d:\d\d:\d\d |error|hint|warning)/.test(line) && !/ %: (hold|inconclusive|pass): /.test(line);

/** What the user must know about the template. */
export function renderExperimentNotes({ service, candidate, fault, extension, hasAlarms }: Experiment): string[] {
  return [
    `${service}: the candidate is ${candidate}; ${describeFault(fault)}`,
    extension === 'image'
      ? 'Its image must hold the extension of AWS FIS for Lambda; see docs/drill.md'
      : 'Its function needs the layer of AWS FIS for Lambda; see docs/drill.md',
    'and the variables AWS_FIS_CONFIGURATION_LOCATION and AWS_LAMBDA_EXEC_WRAPPER; without them nothing fails',
    ...(hasAlarms ? [] : ['warning: the service has no alarms, so nothing stops the experiment early']),
  ];
}

function row(result: DrillResult): string[] {
  const { fault, by, requests, requests_candidate, requests_hit } = result;
  const candidate = `${requests_candidate} of ${requests}`;
  return [fault, formatCaught(result), by ?? '-', candidate, String(requests_hit), formatBack(result)];
}

function formatCaught({ verdict, caught_after }: DrillResult): string {
  if (verdict === 'passed') return 'settled';
  if (caught_after !== null) return seconds(caught_after);
  return verdict === 'caught' ? 'before shift' : 'never';
}

function formatBack({ verdict, back, back_after }: DrillResult): string {
  if (verdict === 'passed') return '-';
  if (!back) return 'not back';
  return back_after === null ? 'nobody hit' : seconds(back_after);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
