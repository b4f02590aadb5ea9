// The metrics port over the sandbox's own metrics endpoint.
import * as z from 'zod';
import type { Environment, Service } from '../../environments/schema';
import { otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import { callAws } from '../aws/errors';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Counts, Interval } from '../release/judge/types';
import type { MetricsSource, Window } from './port';

const SECOND = 1000;
const TIMEOUT_MS = 5000;

const count = z.number().int().min(0);
const p95 = z.number().min(0).nullable();

const answerSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  targetGroups: z.record(
    z.string(),
    z.object({
      p95_ms: p95,
      seconds: z.array(
        z.object({
          at: z.iso.datetime(),
          requests: count,
          failures: count,
          throttles: count,
          timed: count,
          slow: count.nullable(),
          p95_ms: p95,
        }),
      ),
    }),
  ),
});

type SandboxAnswer = z.output<typeof answerSchema>;

/** Opens a sandbox's metrics: intervals are seconds, known as soon as they are over. Makes no call yet. */
export function openSandboxMetrics(environment: Environment, context: Context): MetricsSource {
  const fetchWindow = (window: Window, slowMs: number | null): Promise<SandboxAnswer> =>
    callAws(environment, 'metrics', () => fetchMetrics(environment, context, window, slowMs));
  return {
    readIntervals: async (service, { slowMs, ...window }) =>
      toIntervals(await fetchWindow(window, slowMs), service, slowMs),
    readStableP95: async (service, window) => {
      const answer = await fetchWindow(window, null);
      return answer.targetGroups[targetGroupName(service.family, service.active_color)]?.p95_ms ?? null;
    },
    readAlarms: async (names) =>
      names.map((name) => ({ name, state: 'missing', reason: 'a sandbox has no CloudWatch alarms' })),
  };
}

async function fetchMetrics(
  { name, sandbox }: Environment,
  context: Context,
  { from, to }: Window,
  slowMs: number | null,
): Promise<SandboxAnswer> {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
  if (slowMs !== null) query.set('slow_ms', String(slowMs));
  const url = `http://127.0.0.1:${sandbox.control_port}/_teal/metrics`;
  const answer = await context.fetch(`${url}?${query.toString()}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  const read = answerSchema.safeParse(answer.ok ? parseJson(text) : undefined);
  if (read.success) return read.data;
  throw new UserError(
    'METRICS_UNAVAILABLE',
    `${url} did not return metrics from ${from.toISOString()} to ${to.toISOString()}: status ${answer.status}: ${text.slice(0, 200)}`,
    `Start the sandbox again, since it may be of another version: ctl sandbox down -e ${name}, then ctl sandbox up`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toIntervals({ from, to, targetGroups }: SandboxAnswer, service: Service, slowMs: number | null): Interval[] {
  const empty: Counts = {
    requests: 0,
    failures: 0,
    throttles: 0,
    timed: 0,
    slow: slowMs === null ? null : 0,
    p95Ms: null,
  };
  const seconds = (color: Color): ReadonlyMap<number, Counts> =>
    new Map(
      (targetGroups[targetGroupName(service.family, color)]?.seconds ?? []).map(({ at, p95_ms: p95Ms, ...counts }) => [
        Date.parse(at),
        { ...counts, p95Ms },
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
