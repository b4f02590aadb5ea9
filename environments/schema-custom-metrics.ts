// Schema of what a service counts itself: pairs of CloudWatch metrics, and a source of its own. Pure.
import * as z from 'zod';
import type { Fault } from './finding';
import { checked, text, duration } from './schema-fields';
import { checkWebAddress } from './web-address';

/** What a metric's dimensions and expressions may name of a color. */
export const PLACEHOLDERS = ['{color}', '{function}', '{alias}', '{target_group}', '{load_balancer}'] as const;

/** Those that differ between the colors. */
export const OF_COLOR: readonly string[] = PLACEHOLDERS.filter((one) => one !== '{load_balancer}');

const STATISTIC = /^(Sum|SampleCount|TC\([\d.]*:[\d.]*\))$/;

function checkStatistic(value: string): Fault | undefined {
  if (STATISTIC.test(value)) return undefined;
  return {
    message: `${JSON.stringify(value)} does not count: only counts can be added up and compared`,
    hint: 'Write Sum, SampleCount, or a trimmed count such as TC(300:)',
  };
}

function checkExpression(value: string): Fault | undefined {
  if (!/^\s*SEARCH\b/i.test(value)) return undefined;
  return { message: 'a SEARCH has many results, and a color needs one', hint: 'Write SUM(SEARCH(…))' };
}

const placeholders = `${PLACEHOLDERS.slice(0, -1).join(', ')} or ${PLACEHOLDERS.at(-1)}`;

const metric = z.strictObject({
  namespace: text.describe('Such as AWS/Lambda, or your own.'),
  metric: text.describe('Its name.'),
  dimensions: z
    .record(text, text)
    .default({})
    .describe(`All its dimensions, with ${placeholders} for the color's own.`),
  stat: checked(checkStatistic).default('Sum').describe('Sum, SampleCount, or a trimmed count such as TC(300:).'),
});

/** How the parts of an expression are named ("MetricDataQuery"). */
const PART = /^[a-z][a-zA-Z0-9_]*$/;

const series = z.union([
  metric,
  z.strictObject({
    expression: checked(checkExpression).describe(
      `Metric math over the parts in \`of\`, or a Metrics Insights query, with ${placeholders}.`,
    ),
    of: z
      .record(z.string().regex(PART, 'a name in small letters, such as failed'), metric)
      .default({})
      .describe('The metrics that the expression names.'),
  }),
]);

/** Two metrics of a color: how many there were, and how many of them were bad. */
export const pair = {
  bad: series.describe('How many were bad in a minute.'),
  all: series.describe('How many there were in a minute, with the bad ones.'),
};

export type Series = z.output<typeof series>;
export type PlainMetric = z.output<typeof metric>;

const timeout = duration.default('30s').describe('How long an answer may take.');
const slowMs = z
  .number()
  .gt(0)
  .optional()
  .describe('Above how many milliseconds it counts a request as slow; without it, latency is not judged.');

export const source = z
  .union([
    z.strictObject({
      command: text.describe('A shell command that reads the question on stdin and prints the answer.'),
      slow_ms: slowMs,
      timeout,
    }),
    z.strictObject({
      http: checked(checkWebAddress).describe(
        'A URL that gets the question by POST, or $NAME for one in that variable.',
      ),
      slow_ms: slowMs,
      timeout,
    }),
  ])
  .describe('Where the counts of both colors come from instead of CloudWatch: a command or a URL.');

export type Source = z.output<typeof source>;
