// Schema of the metrics that judge the candidate during a rollout. Pure.
import * as z from 'zod';
import { pair, source } from './schema-custom-metrics';
import { duration } from './schema-fields';

const percentage = z.number().min(0).max(100);

const noData = (otherwise: 'hold' | 'pass') =>
  z.enum(['hold', 'pass', 'fail']).default(otherwise).describe('Result while there is no data.');

const compare = (byDefault: boolean) =>
  z.boolean().default(byDefault).describe('Whether the candidate is compared with the stable color.');

/** Settings of every metric. */
const common = {
  min_requests: z
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('How many requests the candidate needs before it is judged.'),
  failure_budget: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('How many evaluations at a weight may fail and only hold the rollout.'),
  initial_delay: duration
    .default('0s')
    .describe('How long after each shift the metric only holds and ignores its data.'),
  dry_run: z.boolean().default(false).describe('Whether the metric is only shown and decides nothing.'),
  no_data: noData('hold'),
};

/** The larger of the two counts. */
const tolerances = (points: number) => ({
  tolerance: z
    .number()
    .gt(0)
    .max(100)
    .default(points)
    .describe('Percentage points by which the candidate may be worse and still pass, once that is certain.'),
  tolerance_ratio: z
    .number()
    .min(0)
    .max(1000)
    .default(50)
    .describe("The same as percent of the stable color's rate; the larger of the two counts."),
});

const errors = z
  .strictObject({
    max: percentage
      .default(5)
      .describe("Limit: percent of the candidate's requests that end with 5xx. Choose at least twice the usual rate."),
    compare: compare(true),
    ...tolerances(0.1),
    ...common,
  })
  .describe('Requests that end with 5xx.');

const clientErrors = z
  .strictObject({
    max: percentage.optional().describe("Limit: percent of the candidate's requests that end with 4xx."),
    compare: compare(true),
    ...tolerances(2),
    ...common,
    no_data: noData('pass'),
  })
  .describe('Requests that the function answers with 4xx.');

const throttles = z
  .strictObject({
    max: percentage.default(1).describe("Limit: percent of the candidate's requests that are throttled."),
    ...common,
    no_data: noData('pass'),
  })
  .describe('Throttled invocations.');

const p95Limits = {
  max_p95_ms: z.number().int().min(1).optional().describe('Limit: the 95th percentile, in milliseconds.'),
  max_p95_ratio: z
    .number()
    .min(1)
    .max(100)
    .optional()
    .describe("Limit: the same percentile, as a multiple of the stable color's."),
};

const latency = z
  .strictObject({
    ...p95Limits,
    compare: compare(true),
    compare_tail: z
      .boolean()
      .default(true)
      .describe(
        "With compare: whether the part that is slower than the stable color's 99th percentile is compared too.",
      ),
    ...tolerances(5),
    tail_tolerance: tolerances(1).tolerance,
    ...common,
    no_data: noData('pass'),
  })
  .describe('Duration of invocations, without the start of an environment.');

const responseTime = z
  .strictObject({
    ...p95Limits,
    compare: compare(false),
    ...tolerances(5),
    ...common,
    no_data: noData('pass'),
  })
  .describe('Time until the answer of a target, with the start of an environment.');

const customMetric = z
  .strictObject({
    ...pair,
    max: percentage.optional().describe("Limit: percent of the candidate's that are bad."),
    compare: compare(true),
    ...tolerances(0.1),
    ...common,
  })
  .describe('A metric of your own.');

/** The names of the other metrics, which one of the file cannot have. */
export const METRIC_NAMES = ['errors', 'client_errors', 'throttles', 'latency', 'response_time', 'data'] as const;

const customName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, 'a name in small letters, such as checkout_failed')
  .refine((name) => !METRIC_NAMES.some((one) => one === name), 'a name that no other metric has');

export const metrics = z
  .strictObject({
    false_rollback_percent: z
      .number()
      .min(0.001)
      .max(50)
      .default(1)
      .describe('Chance that a candidate as good as the stable color is rolled back by a comparison, in percent.'),
    errors: errors.prefault({}),
    client_errors: clientErrors.prefault({}),
    throttles: throttles.prefault({}),
    latency: latency.prefault({}),
    response_time: responseTime.prefault({}),
    custom: z
      .record(customName, customMetric)
      .default({})
      .describe('Metrics of your own, by name: how many were bad, of how many.'),
    source: source.optional(),
  })
  .describe('The metrics that judge the candidate during a rollout.');

export type Metrics = z.output<typeof metrics>;
export type CustomMetric = z.output<typeof customMetric>;
