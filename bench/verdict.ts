// The comparison beside fixed alarms on a minute, as CodeDeploy uses them: Monte Carlo with a fixed seed.
import { seededRandom } from '../sandbox/faults/random';
import { createCount, createFigures } from './figure';
import type { Figure } from './figure';
import { summarize } from './measure';
import { ALIKE, CHANGES, LAST, LATENCY_TERMS, LIMIT, SLOW_MINUTES, WITHIN_LIMIT } from './scenes';
import type { Change, Scene } from './scenes';
import { alarmAbove, comparison, drawsOf, limit, rollbackMinutes } from './simulate';
import type { Minute, Watcher } from './simulate';
import { watchFigures } from './watch';

const RUNS = 10_000;
const SEED = 20_261_124;
/** How many of the runs may be false rollbacks: the default `false_rollback_percent`. */
const ALLOWED = RUNS / 100;

/** False rollbacks, the time until real ones, and the cost of evaluations. */
export async function verdictFigures(): Promise<Figure[]> {
  return [
    ...ALIKE.flatMap(falseRollbacks),
    ...WITHIN_LIMIT.flatMap(falseByLimit),
    ...CHANGES.flatMap(catches),
    ...watchFigures(),
  ];
}

const rollbacks = (minutes: readonly Minute[], watch: () => Watcher): Float64Array =>
  rollbackMinutes(drawsOf(minutes), watch, { runs: RUNS, random: seededRandom(SEED) });

const countRollbacks = (minutes: Float64Array): number => minutes.filter((minute) => minute < Infinity).length;

/** Both comparisons of a rollout are evaluated every minute; either of them rolls back. */
function falseRollbacks({ name, minutes, terms }: Scene): Figure[] {
  const group = `False rollbacks in an hour of evaluations, colors alike: ${name}`;
  const byErrors = rollbacks(minutes, comparison(terms));
  const byLatency = rollbacks(SLOW_MINUTES(minutes), comparison(LATENCY_TERMS));
  const either = byErrors.map((minute, run) => Math.min(minute, byLatency[run] ?? Infinity));
  return [
    falseRow(group, 'comparison of errors and of latency', either),
    falseRow(group, 'alarm: any error, two minutes in a row', rollbacks(minutes, alarmAbove(0, 2))),
    falseRow(group, 'alarm: more than 5 % errors in a minute', rollbacks(minutes, alarmAbove(0.05))),
  ];
}

function falseByLimit({ name, minutes }: Scene): Figure[] {
  const group = `False rollbacks in an hour of evaluations, within the limit: ${name}`;
  return [
    falseRow(group, 'limit of 5 % errors', rollbacks(minutes, limit(LIMIT))),
    falseRow(group, 'alarm: more than 5 % errors in a minute', rollbacks(minutes, alarmAbove(LIMIT.max))),
  ];
}

function falseRow(group: string, what: string, minutes: Float64Array): Figure {
  const count = countRollbacks(minutes);
  return { ...createCount(group, what, count, { unit: 'rollbacks', base: ALLOWED }), runs: RUNS };
}

function catches({ name, candidateRequests, minutes, terms, alarm }: Change): Figure[] {
  const early = countRollbacks(rollbacks(alarm.before, alarmAbove(alarm.above)));
  const rows = {
    [`alarm: ${alarm.name} (without a difference in ${(early / ALLOWED).toFixed(2)} % of hours)`]: rollbacks(
      alarm.minutes,
      alarmAbove(alarm.above),
    ),
    comparison: rollbacks(minutes, comparison(terms)),
  };
  return (['minutes', 'requests'] as const).flatMap((unit) =>
    caughtRows(`Until it is rolled back, ${unit}: ${name}`, unit, rows, unit === 'minutes' ? 1 : candidateRequests),
  );
}

/** A run without a rollback counts as rolled back in the last minute; the share of such runs is reported. */
function caughtRows(
  group: string,
  unit: Figure['unit'],
  rows: Readonly<Record<string, Float64Array>>,
  each: number,
): Figure[] {
  const named = Object.entries(rows).map(([what, minutes]) => {
    const never = RUNS - countRollbacks(minutes);
    const times = [...minutes].map((minute) => Math.min(minute, LAST) * each);
    return [
      never === 0 ? what : `${what}, never in ${(never / ALLOWED).toFixed(1)} % of runs`,
      summarize(times),
    ] as const;
  });
  const figures = createFigures(group, Object.fromEntries(named));
  const base = figures[0]?.median ?? NaN;
  return figures.map((figure) => ({ ...figure, unit, ratio: figure.median / base }));
}
