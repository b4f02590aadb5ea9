// Bounded load on one service of a sandbox, so that a rollout has requests to judge.
import { Agent } from 'node:http';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { isHealthy, sandboxDownError } from './health';
import { chooseRequest, sendServiceRequest } from './service-request';
import type { ServiceAnswer } from './service-request';

/** More would measure this machine, not the candidate. */
export const MOST_RATE = 200;
export const MOST_SECONDS = 3600;

/** Most requests in flight; beyond them none is sent until one is answered. */
const MOST_IN_FLIGHT = 100;
const TICK_MS = 100;

/** How much, for how long. `path`: instead of one that the service's rule matches. */
export interface LoadRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly rate: number;
  readonly seconds: number;
  readonly path: string | undefined;
}

/** Answers of one kind. Color and version are null for an answer of the load balancer itself, or none. */
export interface AnswerCount {
  readonly color: Color | null;
  readonly version: string | null;
  readonly status: string;
  readonly count: number;
}

/** What was answered so far. `unsent`: requests that were left out, since too many were in flight. */
export interface LoadTally {
  readonly environment: string;
  readonly service: string;
  readonly path: string;
  readonly rate: number;
  readonly seconds: number;
  readonly sent: number;
  readonly unsent: number;
  readonly answers: readonly AnswerCount[];
}

/** How many requests a rate asks for by a time. Pure. */
export const dueBy = (elapsedMs: number, { rate, seconds }: Pick<LoadRequest, 'rate' | 'seconds'>): number =>
  Math.floor((Math.min(elapsedMs, seconds * 1000) * rate) / 1000);

/**
 * Sends requests at a rate until the time is over, or Ctrl-C; then waits for the answers. `onTally` is called every second.
 * @throws {UserError} TARGET_UNSUPPORTED for an environment that is no sandbox, SANDBOX_DOWN.
 */
export async function runLoad(
  context: Context,
  request: LoadRequest,
  onTally: (tally: LoadTally) => void,
): Promise<LoadTally> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, request.environment));
  if (environment.target !== 'sandbox') {
    throw new UserError(
      'TARGET_UNSUPPORTED',
      `${environment.name} is on AWS, and this load is for a sandbox alone`,
      'Name an environment with target: sandbox, such as ctl sandbox load web -e sandbox',
    );
  }
  const [service] = selectServices(environment, { service: request.service });
  if (!service) throw new UserError('SERVICE_NOT_FOUND', `${environment.name} has no services`, 'Add one to the file');
  if (!(await isHealthy(context, environment.sandbox.control_port))) throw sandboxDownError(environment);
  const chosen = chooseRequest(service, environment.sandbox.port);
  const target = { ...chosen, path: request.path ?? chosen.path };
  const colorOf = (name: string | null): Color | null =>
    COLORS.find((color) => targetGroupName(service.family, color) === name) ?? null;
  const counts = new Map<string, AnswerCount>();
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_IN_FLIGHT });
  const inFlight = new Set<Promise<void>>();
  let [sent, unsent] = [0, 0];
  const tally = (): LoadTally => ({
    ...{ environment: environment.name, service: service.name, path: target.path },
    ...{ rate: request.rate, seconds: request.seconds, sent, unsent, answers: [...counts.values()].sort(byKind) },
  });
  const send = (): void => {
    sent += 1;
    const answered = sendServiceRequest(target, agent).then((answer) => {
      addAnswer(counts, answer, colorOf(answer.functionName));
      inFlight.delete(answered);
    });
    inFlight.add(answered);
  };

  const started = context.now().getTime();
  const elapsed = (): number => context.now().getTime() - started;
  let told = 0;
  while (!context.signal.aborted) {
    const due = dueBy(elapsed(), request) - sent - unsent;
    const room = Math.max(0, Math.min(due, MOST_IN_FLIGHT - inFlight.size));
    for (let i = 0; i < room; i++) send();
    unsent += due - room;
    const seconds = Math.floor(elapsed() / 1000);
    if (seconds > told) onTally(tally());
    told = Math.max(told, seconds);
    if (elapsed() >= request.seconds * 1000) break;
    await context.sleep(TICK_MS);
  }
  await Promise.all(inFlight);
  agent.destroy();
  return tally();
}

function addAnswer(counts: Map<string, AnswerCount>, { status, version }: ServiceAnswer, color: Color | null): void {
  const key = `${color} ${version} ${status}`;
  counts.set(key, { color, version, status: String(status), count: (counts.get(key)?.count ?? 0) + 1 });
}

const byKind = (a: AnswerCount, b: AnswerCount): number => nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true });
const nameOf = ({ color, version, status }: AnswerCount): string => `${color ?? '~'} ${version ?? ''} ${status}`;
