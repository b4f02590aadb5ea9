// The metrics port over the sandbox's own metrics endpoint.
import * as z from 'zod';
import type { Environment, Service } from '../../environments/schema';
import { otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import { callAws } from '../aws/errors';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import { NO_THRESHOLDS } from '../release/judge/thresholds';
import type { Thresholds } from '../release/judge/thresholds';
import type { Counts, Interval } from '../release/judge/types';
import { sandboxHeaders } from '../workspace/sandbox-credentials';
import type { CountedWindow, MetricsSource } from './port';

const SECOND = 1000;
const TIMEOUT_MS = 5000;

const count = z.number().int().min(0);
const p95 = z.number().min(0).nullable();

const timing = z.object({ timed: count, slow: count.nullable(), p95_ms: p95 });

const answerSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  targetGroups: z.record(
    z.string(),
    z.object({
      p95_ms: p95,
      p99_ms: p95,
      response_p95_ms: p95,
      seconds: z.array(
        timing.extend({
          at: z.iso.datetime(),
          requests: count,
          failures: count,
          client_errors: count,
          throttles: count,
          slowest: count.nullable(),
          response: timing,
        }),
      ),
    }),
  ),
});

type SandboxAnswer = z.output<typeof answerSchema>;

/** Opens a sandbox's metrics: intervals are seconds, known as soon as they are over. Makes no call yet. */
export function openSandboxMetrics(environment: Environment, context: Context): MetricsSource {
  const fetchWindow = (window: CountedWindow): Promise<SandboxAnswer> =>
    callAws(environment, 'metrics', () => fetchMetrics(environment, context, window));
  return {
    readIntervals: async (service, window) => toIntervals(await fetchWindow(window), service, window.thresholds),
    readThresholds: async (service, window) => {
      const answer = await fetchWindow({ ...window, thresholds: NO_THRESHOLDS });
      const stable = answer.targetGroups[targetGroupName(service.family, service.active_color)];
      if (!stable) return NO_THRESHOLDS;
      return { slowMs: stable.p95_ms, slowestMs: stable.p99_ms, slowResponseMs: stable.response_p95_ms };
    },
    readAlarms: async (names) =>
      names.map((name) => ({ name, state: 'missing', reason: 'a sandbox has no CloudWatch alarms' })),
  };
}

async function fetchMetrics(
  { name, sandbox }: Environment,
  context: Context,
  { from, to, thresholds: { slowMs, slowestMs, slowResponseMs } }: CountedWindow,
): Promise<SandboxAnswer> {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
  for (const [name, value] of Object.entries({
    slow_ms: slowMs,
    slowest_ms: slowestMs,
    slow_response_ms: slowResponseMs,
  })) {
    if (value !== null) query.set(name, String(value));
  }
  const url = `http://127.0.0.1:${sandbox.control_port}/_teal/metrics`;
  const headers = sandboxHeaders(context.root, name);
  const answer = await context.fetch(`${url}?${query.toString()}`, {
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text();
  const read = answerSchema.safeParse(answer.ok ? parseJson(text) : undefined);
  if (read.success) return read.data;
  throw new UserError(
    'METRICS_UNAVAILABLE',
    `${url} did not return metrics from ${from.toISOString()} to ${to.toISOString()}: status ${answer.status}: ${text.slice(0, 200)}`,
    `Start the sandbox again, since it may be of another version: ctl sandbox down -e ${name}, then ctl sandbox up`,
  );
}

/** One second of one color, as the sandbox answers it. */
type SandboxSecond = SandboxAnswer['targetGroups'][string]['seconds'][number];

const toCounts = ({ client_errors, p95_ms, slowest, response, at: _, ...counts }: SandboxSecond): Counts => ({
  ...counts,
  clientErrors: client_errors,
  slowest,
  p95Ms: p95_ms,
  response: { timed: response.timed, slow: response.slow, slowest: null, p95Ms: response.p95_ms },
  custom: {},
});

/** A second without requests. */
function emptyCounts({ slowMs, slowestMs, slowResponseMs }: Thresholds): Counts {
  const none = (threshold: number | null): number | null => (threshold === null ? null : 0);
  return {
    requests: 0,
    failures: 0,
    clientErrors: 0,
    throttles: 0,
    timed: 0,
    slow: none(slowMs),
    slowest: none(slowestMs),
    p95Ms: null,
    response: { timed: 0, slow: none(slowResponseMs), slowest: null, p95Ms: null },
    custom: {},
  };
}

function toIntervals({ from, to, targetGroups }: SandboxAnswer, service: Service, thresholds: Thresholds): Interval[] {
  const empty = emptyCounts(thresholds);
  const seconds = (color: Color): ReadonlyMap<number, Counts> =>
    new Map(
      (targetGroups[targetGroupName(service.family, color)]?.seconds ?? []).map((one) => [
        Date.parse(one.at),
        toCounts(one),
      ]),
    );
  const [stable, candidate] = [seconds(service.active_color), seconds(otherColor(service.active_color))];
  const intervals: Interval[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += SECOND) {
    intervals.push({
      from: new Date(at).toISOString(),
      to: new Date(at + SECOND).toISOString(),
      stable: stable.get(at) ?? empty,
      candidate: candidate.get(at) ?? empty,
    });
  }
  return intervals;
}
