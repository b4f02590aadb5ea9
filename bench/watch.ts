// The cost of one evaluation of many services after an hour: the judgement's CPU time, and the calls that read its metrics.
import { judge } from '../controller/release/judge';
import type { Interval, JudgeInput } from '../controller/release/judge';
import { createRolloutState } from '../controller/release/rollout';
import { createPorts } from '../controller/rollout/adapters';
import { metrics } from '../environments/schema-metrics';
import { seededRandom } from '../sandbox/faults/random';
import { testContext } from '../test/contract/context';
import { environmentOf, serviceOf } from '../test/controller/aws/environment';
import { drawCounts, THRESHOLDS } from './counts';
import { startCountingEndpoint } from './counting-endpoint';
import { settingsOf } from './rollout-row';
import type { Sheet } from './table';

const SERVICES = 100;
const MINUTES = 60;
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const NOW = new Date(START + (MINUTES + 2) * MINUTE);
const SEED = 1;
/** Evaluations that are timed, after some to warm up. */
const TIMED = 10;
const WARM_UP = 3;
const LISTENER =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef';

/** CPU time of the judgement, and calls of the whole evaluation, as a rollout makes it. */
export async function watchFigures(): Promise<Sheet[]> {
  const { calls, queries } = await countCalls();
  return [
    {
      title: `One evaluation of ${SERVICES} services after an hour at 10 % (seed ${SEED})`,
      columns: ['', 'once'],
      rows: [
        [`CPU time of the judgement, mean of ${TIMED}`, `${timeJudgement().toFixed(0)} ms`],
        ...Object.entries(calls).map(([action, count]) => [`${action}, calls`, String(count)]),
        ['statistics that they ask for', String(queries)],
      ],
    },
  ];
}

function timeJudgement(): number {
  const random = seededRandom(SEED);
  const inputs = Array.from({ length: SERVICES }, (_, i): JudgeInput => {
    const [intervals, before] = [draw(0, 10), draw(-MINUTES, 0)].map((make) => Array.from({ length: MINUTES }, make));
    const rest = { alarms: [], thresholds: THRESHOLDS, shifts: [new Date(START)] as const, earlier: [], now: NOW };
    return {
      service: `service-${i}`,
      metrics: metrics.parse({}),
      intervals: intervals ?? [],
      before: before ?? [],
      ...rest,
    };
  });
  const evaluate = (times: number): void => {
    for (let i = 0; i < times; i++) inputs.forEach((input) => judge(input));
  };
  evaluate(WARM_UP);
  const start = process.cpuUsage();
  evaluate(TIMED);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / TIMED;

  /** Minutes from `first` on, with a part of a thousand requests on the candidate, in percent. Colors are alike. */
  function draw(first: number, part: number): (_: unknown, minute: number) => Interval {
    const rates = { failures: 0.005, slow: 0.05 };
    return (_, minute) => ({
      from: new Date(START + (first + minute) * MINUTE).toISOString(),
      to: new Date(START + (first + minute + 1) * MINUTE).toISOString(),
      stable: drawCounts(1000 - 10 * part, rates, random),
      candidate: drawCounts(10 * part, rates, random),
    });
  }
}

/** Evaluates as a rollout does, against an endpoint on this machine. */
async function countCalls(): Promise<{ calls: Readonly<Record<string, number>>; queries: number }> {
  const endpoint = await startCountingEndpoint();
  const services = Array.from({ length: SERVICES }, (_, i) => serviceOf(`s${i}`));
  const environment = environmentOf(
    { emulator_endpoint: endpoint.url, load_balancer: { existing: { listener_arn: LISTENER } } },
    services,
  );
  const names = services.map(({ name }) => name);
  const start = {
    id: 'bench',
    environment: environment.name,
    services: names,
    candidates: Object.fromEntries(names.map((name) => [name, 'green' as const])),
    stableCode: Object.fromEntries(names.map((name) => [name, 'v1'])),
    configuration: '',
    plan: settingsOf({}).plan,
    by: 'bench',
    via: 'live' as const,
    reason: null,
  };
  const state = {
    ...createRolloutState(start, new Date(START)),
    shifts: [new Date(START).toISOString()],
    thresholds: Object.fromEntries(names.map((name) => [name, THRESHOLDS])),
  };
  const context = testContext('/nowhere', { env: {}, now: () => NOW });
  try {
    await createPorts(context, false).evaluate(state, { environment, services });
    return { calls: endpoint.calls, queries: endpoint.queries() };
  } finally {
    endpoint.close();
  }
}
