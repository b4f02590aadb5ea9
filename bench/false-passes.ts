// The table of false passes: candidates that are worse, from the start or only later, and how often they settle.
import { CLOUDWATCH, forecast } from '../controller/release/judge';
import type { Metrics } from '../environments/schema-metrics';
import type { Rates } from './counts';
import { settingsOf } from './rollout-row';
import type { Scene, Tally } from './rollout-row';
import { formatShare, tableOf } from './rollout-tables';
import type { Sheet } from './table';

const REQUESTS = 1000;
const USUAL: Rates = { failures: 0.001, slow: 0.05, tail: 0.01 };
/** A candidate that is worse by the whole tolerance may settle so often, in percent. */
const ALLOWED = 5;
/** Minutes until a leak has reached its rate: those of the default strategy. */
const LEAKS_FOR = 15;

/** What becomes worse, and by how much. */
interface Change {
  readonly name: string;
  readonly rate: keyof Rates;
  readonly to: number;
}
const CHANGES: readonly Change[] = [
  { name: 'errors 0.1 → 0.5 %', rate: 'failures', to: 0.005 },
  { name: 'errors 0.1 → 2 %', rate: 'failures', to: 0.02 },
  { name: 'slow ones 5 → 20 %', rate: 'slow', to: 0.2 },
  { name: 'tail: slower than the p99 1 → 5 %', rate: 'tail', to: 0.05 },
];

/** When it is worse: the part of the change that is there, 0 to 1, by the minute, the weight and its own requests. */
interface Course {
  readonly name: string;
  readonly steps?: readonly number[];
  readonly requests?: (minute: number) => number;
  readonly part: (minute: number, weight: number, requests: number) => number;
}
const COURSES: readonly Course[] = [
  { name: 'from the first step', part: () => 1 },
  { name: 'at 50 % (steps 10, 50, 100)', steps: [10, 50], part: (_, weight) => (weight >= 50 ? 1 : 0) },
  { name: 'at 100 %', part: (_, weight) => (weight >= 100 ? 1 : 0) },
  {
    name: 'above 1,000 requests a minute of its own (800 to 1,200 in half an hour)',
    requests: (minute) => Math.round(REQUESTS * (1 + 0.2 * Math.sin((2 * Math.PI * minute) / 30))),
    part: (_, _weight, requests) => (requests > REQUESTS ? 1 : 0),
  },
  {
    name: `a leak: more each minute, all of it after ${LEAKS_FOR}`,
    part: (minute) => Math.min(1, (minute + 1) / LEAKS_FOR),
  },
];

interface Worse extends Scene {
  readonly change: Change;
  readonly course: Course;
}

const worse = (course: Course, change: Change): Worse => ({
  name: `${change.name}, ${course.name}`,
  settings: course.steps && {
    strategy: { steps: [...course.steps.map((weight) => ({ weight, wait: '10m' })), { weight: 100 }] },
  },
  change,
  course,
  traffic: () => {
    const requests = course.requests ?? (() => REQUESTS);
    return {
      requests,
      stable: () => USUAL,
      candidate: (minute, weight) => {
        const part = course.part(minute, weight, (requests(minute) * weight) / 100);
        return { ...USUAL, [change.rate]: rateAfter(change, part) };
      },
    };
  },
});

const rateAfter = ({ rate, to }: Change, part: number): number => (USUAL[rate] ?? 0) + part * (to - (USUAL[rate] ?? 0));

/** The scenes of the table. */
export const SCENES: readonly Worse[] = CHANGES.flatMap((change) => COURSES.map((course) => worse(course, change)));

/** The lowest rate that the forecast of the plan sees at 100 %, for a candidate that has it from the first step on; null for none. */
function seenAt100({ change: { rate }, settings }: Worse): number | null {
  const { plan, parsed } = settingsOf({ settings });
  const metrics = rate === 'failures' ? parsed.metrics : asErrors(parsed.metrics, rate);
  const { steps } = forecast(plan, metrics, { perMinute: REQUESTS, failing: USUAL[rate] ?? 0 }, CLOUDWATCH);
  return steps.at(-1)?.sees ?? null;
}

/** The forecast is only made for errors: slow invocations are judged by the same comparison, with its own tolerance and no limit. */
const asErrors = (metrics: Metrics, rate: 'slow' | 'tail'): Metrics => {
  const { tolerance: ofSlow, tail_tolerance: ofTail, tolerance_ratio } = metrics.latency;
  const tolerance = rate === 'tail' ? ofTail : ofSlow;
  return { ...metrics, errors: { ...metrics.errors, max: 100, tolerance, tolerance_ratio } };
};

const isVisible = (scene: Worse): boolean => (seenAt100(scene) ?? Infinity) <= scene.change.to;

function sayVisible(scene: Worse): string {
  const sees = seenAt100(scene);
  return `${isVisible(scene) ? 'yes' : 'no'}: ${sees === null ? 'none' : `${Number((sees * 100).toPrecision(2))} %`}`;
}

/** The rows; more false passes than allowed are said plainly where the forecast says that the change is visible. */
export const falsePasses = (tallies: readonly Tally[], seed: number): Sheet =>
  tableOf(
    `Whole rollouts of a candidate that is worse, ${REQUESTS.toLocaleString('en-US')} requests a minute`,
    SCENES,
    tallies,
    {
      seed,
      more: {
        'forecast: visible at 100 % from': (_, index) => sayVisible(SCENES[index] as Worse),
        [`settled more than ${ALLOWED} % though visible?`]: ({ settled, runs }, index) =>
          isVisible(SCENES[index] as Worse) && settled * 100 > ALLOWED * runs
            ? `**yes, ${formatShare(settled, runs)}**`
            : 'no',
      },
    },
  );
