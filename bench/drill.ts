// Measures drills: the time from the first bad answer to 100 % stable and the requests hit, compared with a one-minute alarm.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CTL } from './environments';
import { createFigures } from './figure';
import type { Figure } from './figure';
import { execute, summarize } from './measure';

const ROUNDS = 3;
/** CodeDeploy's canary share, and the shortest period of an alarm on metrics of AWS, in seconds. */
const CANARY = 0.1;
const PERIOD_SECONDS = 60;
/** Bad answers in a period at which the alarms of a service's stack fire by default. */
const THRESHOLD = 5;

const resultSchema = z.object({
  fault: z.string(),
  what: z.string(),
  verdict: z.enum(['caught', 'passed', 'missed']),
  back_after: z.number().nullable(),
  requests_per_second: z.number(),
  requests_candidate: z.number(),
  requests_hit: z.number(),
});
const drillSchema = z.object({ results: z.array(resultSchema) });
type Result = z.output<typeof resultSchema>;

/** Runs the drill several times; the figures of the alarm are computed from the same traffic. */
export async function measureDrill(): Promise<Figure[]> {
  const results = Array.from({ length: ROUNDS }, runDrill).flat();
  const faults = [...new Set(results.map(({ fault }) => fault))].filter((fault) => fault !== 'none');
  return faults.flatMap((fault) => createRows(results.filter((result) => result.fault === fault)));
}

function runDrill(): Result[] {
  const root = mkdtempSync(join(tmpdir(), 'teal-bench-'));
  try {
    return drillSchema.parse(JSON.parse(execute(process.execPath, [CTL, 'drill', '-o', 'json', '--root', root], root)))
      .results;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function createRows(results: readonly Result[]): Figure[] {
  const group = `Drill in the sandbox under load: ${results[0]?.what ?? ''}`;
  const alarms = results.map(computeAlarm);
  const back = {
    'from the first bad answer to 100 % stable': summarize(results.map(({ back_after }) => (back_after ?? NaN) * 1000)),
    'with an alarm of 60 s, computed': summarize(alarms.map(({ milliseconds }) => milliseconds)),
  };
  const hit = {
    "users' requests hit": summarize(results.map(({ requests_hit }) => requests_hit)),
    "users' requests hit with an alarm of 60 s, computed": summarize(alarms.map((one) => one.hit)),
  };
  return [
    ...createFigures(group, back),
    ...createFigures(group, hit).map((row) => ({ ...row, unit: 'requests' as const })),
  ];
}

/**
 * Computes the best case of an alarm: no delay of the metrics, its evaluation or the rollback. Bad answers arrive evenly, and the
 * first at a random time in a period. The alarm fires at the end of that period if enough bad answers arrived in it, otherwise at
 * the end of the next: on average after half a period plus the time until there are enough. An alarm on a percentile also fires at
 * the end of a period.
 */
function computeAlarm({ requests_per_second, requests_candidate, requests_hit }: Result): {
  milliseconds: number;
  hit: number;
} {
  const badPerSecond = (CANARY * requests_per_second * requests_hit) / requests_candidate;
  const seconds = PERIOD_SECONDS / 2 + Math.min(PERIOD_SECONDS, THRESHOLD / badPerSecond);
  return { milliseconds: seconds * 1000, hit: badPerSecond * seconds };
}
