// Schema of the metrics that judge the candidate during a rollout. Pure.
import * as z from 'zod';
import { checkDuration } from './duration';
import { checked } from './schema-fields';

const duration = checked(checkDuration);
const percentage = z.number().min(0).max(100);

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
    .describe('How many evaluations may fail and only hold the rollout.'),
  initial_delay: duration
    .default('0s')
    .describe('How long after the first shift the metric only holds and ignores its data.'),
  dry_run: z.boolean().default(false).describe('Whether the metric is only shown and decides nothing.'),
  no_data: z.enum(['hold', 'pass', 'fail']).default('hold').describe('Result while there is no data.'),
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
    compare: z.boolean().default(true).describe('Whether the candidate is compared with the stable color.'),
    ...tolerances(0.1),
    ...common,
  })
  .describe('Requests that end with 5xx.');

const throttles = z
  .strictObject({
    max: percentage.default(1).describe("Limit: percent of the candidate's requests that are throttled."),
    ...common,
    no_data: z.enum(['hold', 'pass', 'fail']).default('pass').describe('Result while there is no data.'),
  })
  .describe('Throttled invocations.');

const latency = z
  .strictObject({
    max_p95_ms: z.number().int().min(1).optional().describe('Limit: 95th percentile of the duration, in milliseconds.'),
    max_p95_ratio: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .describe("Limit: the same percentile, as a multiple of the stable color's."),
    compare: z.boolean().default(true).describe('Whether the candidate is compared with the stable color.'),
    ...tolerances(5),
    ...common,
    no_data: z.enum(['hold', 'pass', 'fail']).default('pass').describe('Result while there is no data.'),
  })
  .describe('Duration of invocations.');

export const metrics = z
  .strictObject({
    false_rollback_percent: z
      .number()
      .min(0.001)
      .max(50)
      .default(1)
      .describe('Chance that a candidate as good as the stable color is rolled back by a comparison, in percent.'),
    errors: errors.prefault({}),
    throttles: throttles.prefault({}),
    latency: latency.prefault({}),
  })
  .describe('The metrics that judge the candidate during a rollout.');

export type Metrics = z.output<typeof metrics>;
