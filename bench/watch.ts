// The cost of evaluations: many services, every minute, for an hour of simulated time.
import { combineEvaluations, judge, NO_THRESHOLDS, NO_TIMING } from '../controller/release/judge';
import type { Counts, JudgeInput, Interval } from '../controller/release/judge';
import type { Evaluation } from '../controller/release/rollout/types';
import { metrics } from '../environments/schema-metrics';
import { seededRandom } from '../sandbox/faults/random';
import { createHitSampler } from './chance';
import type { Random } from './chance';
import { createCount } from './figure';
import type { Figure } from './figure';

const SERVICES = 100;
const EVALUATIONS = 60;
const MINUTE_MS = 60_000;
const SLOW_MS = 300;
const START = Date.UTC(2026, 0, 1);
const SETTINGS = metrics.parse({});

/** CPU time and memory of 100 services over 60 evaluations, each of everything since the first shift. */
export function watchFigures(): Figure[] {
  const services = Array.from({ length: SERVICES }, (_, i) => `service-${i}`);
  const random = seededRandom(1);
  const intervals = new Map(services.map((service) => [service, hour(random)]));
  const before = process.cpuUsage();
  const heapBefore = process.memoryUsage().heapUsed;
  const evaluations: Evaluation[] = [];
  let heap = heapBefore;
  for (let minute = 1; minute <= EVALUATIONS; minute++) {
    const judged = services.map((service) => {
      const input = inputOf(service, (intervals.get(service) ?? []).slice(0, minute), evaluations, minute);
      return [service, judge(input)] as const;
    });
    evaluations.push(combineEvaluations(Object.fromEntries(judged)));
    heap = Math.max(heap, process.memoryUsage().heapUsed);
  }
  const { user, system } = process.cpuUsage(before);
  const group = `Watching ${SERVICES} services for an hour, one evaluation a minute, without reading metrics`;
  return [
    createCount(group, 'CPU time in total', (user + system) / 1000, { unit: 'ms' }),
    createCount(group, 'CPU time of an evaluation of all services', (user + system) / 1000 / EVALUATIONS, {
      unit: 'ms',
    }),
    createCount(group, 'growth of the heap at most, before collection', (heap - heapBefore) / 1e6, { unit: 'MB' }),
  ];
}

function inputOf(
  service: string,
  intervals: readonly Interval[],
  earlier: readonly Evaluation[],
  minute: number,
): JudgeInput {
  const now = new Date(START + minute * MINUTE_MS);
  const rest = {
    alarms: [],
    before: [],
    thresholds: { ...NO_THRESHOLDS, slowMs: SLOW_MS },
    shifts: [new Date(START)] as const,
    earlier,
    now,
  };
  return { service, metrics: SETTINGS, intervals, ...rest };
}

/** An hour of a service: 900 requests a minute on the stable color, 100 on the candidate, colors alike. */
function hour(random: Random): Interval[] {
  const [stable, candidate] = [countsOf(900), countsOf(100)];
  return Array.from({ length: EVALUATIONS }, (_, i) => ({
    from: new Date(START + i * MINUTE_MS).toISOString(),
    to: new Date(START + (i + 1) * MINUTE_MS).toISOString(),
    stable: stable(random),
    candidate: candidate(random),
  }));
}

function countsOf(requests: number): (random: Random) => Counts {
  const [failures, slow] = [createHitSampler(requests, 0.005), createHitSampler(requests, 0.05)];
  return (random) => ({
    requests,
    failures: failures(random),
    clientErrors: null,
    throttles: 0,
    timed: requests,
    slow: slow(random),
    slowest: null,
    p95Ms: SLOW_MS,
    response: NO_TIMING,
    custom: {},
  });
}
