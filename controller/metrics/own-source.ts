// A service's own source of counts, such as Prometheus or Datadog: a command or a URL that answers a question in JSON.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { parseDuration } from '../../environments/duration';
import type { Source } from '../../environments/schema-custom-metrics';
import type { Environment, Service } from '../../environments/schema';
import { otherColor } from '../../routing';
import type { Context } from '../core/context';
import { signalGroup, waitForExit } from '../core/child-process';
import { UserError, messageOf } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { printable } from '../core/printable';
import { placeOf, urlOf, withoutAddress } from '../core/webhook-url';
import { parseJson } from '../core/parse-json';
import { NO_THRESHOLDS } from '../release/judge/thresholds';
import type { Thresholds } from '../release/judge/thresholds';
import { NO_TIMING } from '../release/judge/types';
import type { Counts, Interval } from '../release/judge/types';
import type { Window } from './port';

/** What a source is asked: the counts of both colors in a window, by intervals that it chooses. */
export interface Question {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly service: string;
  readonly stable: string;
  readonly candidate: string;
  readonly from: string;
  readonly to: string;
  /** Above how many milliseconds a request is slow; null where it is not asked. */
  readonly slow_ms: number | null;
}

const color = z.strictObject({ requests: z.number(), failures: z.number(), slow: z.number().optional() });
const answerSchema = z.object({
  intervals: z.array(z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime(), stable: color, candidate: color })),
});

/** Of what a command writes to stderr, the end. */
const MOST_CHARACTERS = 200;

/** What is slow is fixed by the file. */
export const thresholdsOf = ({ slow_ms: slowMs }: Source): Thresholds => ({ ...NO_THRESHOLDS, slowMs: slowMs ?? null });

/**
 * Asks a source. Its numbers are not checked here: the judgement leaves out intervals whose counts cannot be right.
 * @throws {UserError} METRICS_UNAVAILABLE when it does not answer, or not with intervals.
 */
export async function askSource(
  context: Context,
  environment: Environment,
  service: Service,
  source: Source,
  { from, to }: Window,
): Promise<readonly Interval[]> {
  const question: Question = {
    schemaVersion: 1,
    environment: environment.name,
    service: service.name,
    stable: service.active_color,
    candidate: otherColor(service.active_color),
    from: from.toISOString(),
    to: to.toISOString(),
    slow_ms: source.slow_ms ?? null,
  };
  const answer = await ask(context, source, JSON.stringify(question)).catch((error: unknown) =>
    fail(service, describeFailure(context, source, error)),
  );
  const parsed = answerSchema.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data.intervals.map((one) => toInterval(one, source));
  const faults = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`);
  return fail(
    service,
    `its answer ${JSON.stringify(answer.slice(0, 80))} is not what is asked for: ${faults.join('; ')}`,
  );
}

const fail = ({ name }: Service, why: string): never => {
  throw new UserError(
    'METRICS_UNAVAILABLE',
    `The source of metrics of ${name} cannot be used: ${why}`,
    'It must answer {"intervals":[{"from":…,"to":…,"stable":{"requests":0,"failures":0,"slow":0},"candidate":{…}}]}',
  );
};

function ask(context: Context, source: Source, question: string): Promise<string> {
  const signal = AbortSignal.any([AbortSignal.timeout(parseDuration(source.timeout) * 1000), context.signal]);
  return 'http' in source
    ? post(context, source.http, question, signal)
    : run(context, source.command, question, signal);
}

async function post(context: Context, address: string, body: string, signal: AbortSignal): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await context.fetch(urlOf(context, address), {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal,
  });
  const answered = await answer.text();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return answered;
}

/** Runs a command in the repository's folder. What it writes to stderr explains a failure. */
async function run(context: Context, command: string, input: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  // A process group of its own, which can be ended as a whole.
  const child = spawn(command, { cwd: context.root, env: context.env, shell: true, stdio: 'pipe', detached: true });
  const end = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', end, { once: true });
  // A command that does not read its input closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    const [code, out, err] = await Promise.all([waitForExit(child), text(child.stdout), text(child.stderr)]);
    signal.throwIfAborted();
    if (code === 0) return out;
    const said = err.trim() === '' ? '' : `: ${printable(err.trim().slice(-MOST_CHARACTERS))}`;
    throw new Error(`the command ended with ${code}${said}`);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function describeFailure(context: Context, source: Source, error: unknown): string {
  if (error instanceof UserError) throw error;
  stopIfInterrupted(context, 'Stopped while the source of metrics was asked');
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${source.timeout}`;
  return 'http' in source
    ? `${placeOf(source.http)}: ${withoutAddress(context, source.http, error)}`
    : messageOf(error);
}

function toInterval(
  { from, to, stable, candidate }: z.output<typeof answerSchema>['intervals'][number],
  source: Source,
) {
  return { from, to, stable: toCounts(stable, source), candidate: toCounts(candidate, source) };
}

/** Every request is timed where the slow ones are counted. */
const toCounts = ({ requests, failures, slow }: z.output<typeof color>, { slow_ms: slowMs }: Source): Counts => ({
  ...NO_TIMING,
  ...(slow === undefined || slowMs === undefined ? {} : { timed: requests, slow }),
  requests,
  failures,
  clientErrors: null,
  throttles: null,
  response: NO_TIMING,
  custom: {},
});
