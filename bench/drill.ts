// A drill under load: from the first bad answer to 100 % stable, and how many users were hit, beside an alarm of a minute.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CTL } from './environments';
import { figuresOf } from './figure';
import type { Figure } from './figure';
import { execute, timesOf } from './measure';

const ROUNDS = 3;
/** CodeDeploy's part of a canary, and the shortest period of an alarm on metrics of AWS, in seconds. */
const CANARY = 0.1;
const PERIOD_SECONDS = 60;
/** Bad answers in a period at which the alarms of a service's stack go off, unless the file says otherwise. */
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

/** Every fault some times: measured with ctl, computed for the alarm from the same traffic. */
export async function drillFigures(): Promise<Figure[]> {
  const results = Array.from({ length: ROUNDS }, drilled).flat();
  const faults = [...new Set(results.map(({ fault }) => fault))].filter((fault) => fault !== 'none');
  return faults.flatMap((fault) => rowsOf(results.filter((result) => result.fault === fault)));
}

function drilled(): Result[] {
  const root = mkdtempSync(join(tmpdir(), 'teal-bench-'));
  try {
    return drillSchema.parse(JSON.parse(execute(process.execPath, [CTL, 'drill', '-o', 'json', '--root', root], root)))
      .results;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function rowsOf(results: readonly Result[]): Figure[] {
  const group = `Drill in the sandbox under load: ${results[0]?.what ?? ''}`;
  const alarms = results.map(alarm);
  const back = {
    'from the first bad answer to 100 % stable': timesOf(results.map(({ back_after }) => (back_after ?? NaN) * 1000)),
    'with an alarm of 60 s, computed': timesOf(alarms.map(({ milliseconds }) => milliseconds)),
  };
  const hit = {
    "users' requests hit": timesOf(results.map(({ requests_hit }) => requests_hit)),
    "users' requests hit with an alarm of 60 s, computed": timesOf(alarms.map((one) => one.hit)),
  };
  return [...figuresOf(group, back), ...figuresOf(group, hit).map((row) => ({ ...row, unit: 'requests' as const }))];
}

/**
 * What an alarm would do at its best: no delay of the metrics, of its evaluation, or of the way back. Bad answers come evenly, and
 * the first at any time of a period. It goes off at the end of that period where enough of them still fell into it, and at the
 * end of the next otherwise: on average after half a period and the time that enough of them take. An alarm on a percentile
 * goes off at the end of a period as well.
 */
function alarm({ requests_per_second, requests_candidate, requests_hit }: Result): {
  milliseconds: number;
  hit: number;
} {
  const badPerSecond = (CANARY * requests_per_second * requests_hit) / requests_candidate;
  const seconds = PERIOD_SECONDS / 2 + Math.min(PERIOD_SECONDS, THRESHOLD / badPerSecond);
  return { milliseconds: seconds * 1000, hit: badPerSecond * seconds };
}
