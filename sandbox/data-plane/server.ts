// The load balancer's listener: each request goes through the rules to a function, or gets an answer of the load balancer itself.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { messageOf } from '../../environments/error-message';
import type { Forward } from '../../routing';
import type { Runner } from '../functions/runner';
import { readBody } from '../http';
import type { Metrics } from '../metrics';
import type { ServedGroup, Table } from '../table';
import { errorPage, readOutcome } from './answer';
import type { Answer, ParsedOutcome } from './answer';
import { decide } from './decide';
import { buildEvent } from './event';
import { answerFixedResponse, answerRedirect, answerWithoutAction } from './listener-actions';
import { isUpgrade, refusalOf } from './refusal';
import { parseRequest } from './request';
import type { ParsedRequest } from './request';
import { chooseGroup } from './stickiness';
import { buildTraceId } from './trace';

/** Longest request body for a Lambda target, in bytes ("Lambda functions as targets"). */
const LARGEST_REQUEST = 1024 * 1024;

/** What the data plane needs. */
export interface DataPlane {
  readonly table: Table;
  readonly runner: Runner;
  readonly metrics: Pick<Metrics, 'record'>;
  readonly log: (line: string) => void;
  readonly now: () => Date;
  readonly random: () => number;
}

/** The listener's request handler. */
export function dataPlane(plane: DataPlane): RequestListener {
  return (request, response) => {
    const parsed = parseRequest(request);
    serve(plane, request, parsed).then(
      (answer) => write(request, response, answer),
      (error: unknown) => {
        if (!request.destroyed || !response.destroyed) plane.log(`request ${parsed.path}: ${messageOf(error)}`);
        response.destroy();
      },
    );
  };
}

async function serve(plane: DataPlane, request: IncomingMessage, parsed: ParsedRequest): Promise<Answer> {
  const refusal = refusalOf(request, parsed);
  if (refusal !== undefined) return errorPage(refusal);
  const decision = decide(plane.table.rules(), parsed);
  if (decision.kind !== 'action') return answerWithoutAction(decision);
  const { action } = decision;
  switch (action.kind) {
    case 'forward':
      return isUpgrade(parsed) ? errorPage(400) : forward(plane, request, decision.request, action);
    case 'fixed-response':
      return answerFixedResponse(action);
    case 'redirect':
      return answerRedirect(action, parsed, parsed.port);
  }
}

async function forward(
  plane: DataPlane,
  request: IncomingMessage,
  parsed: ParsedRequest,
  action: Forward,
): Promise<Answer> {
  const body = await readBody(request, LARGEST_REQUEST);
  if (body === 'too-large') return errorPage(413);
  const choice = chooseGroup(action, parsed.headers['cookie'] ?? [], plane.random(), plane.now());
  const group = choice && plane.table.targetGroup(choice.group);
  if (!group || group.target.kind === 'none') return errorPage(503);
  const answer = await invoke(plane, group, parsed, body);
  if (choice.cookies.length === 0) return answer;
  const cookies = choice.cookies.map((cookie) => ['Set-Cookie', cookie] as const);
  return { ...answer, headers: [...answer.headers, ...cookies] };
}

async function invoke(plane: DataPlane, group: ServedGroup, parsed: ParsedRequest, body: Buffer): Promise<Answer> {
  const started = performance.now();
  const sent = parsed.headers['x-amzn-trace-id']?.at(-1);
  const traceId = buildTraceId(sent, parsed.headerBytes, plane.now(), randomHex24());
  const frame = { targetGroupArn: group.arn, multiValueHeaders: group.multiValueHeaders, traceId };
  const { reading, throttled, milliseconds } = await run(plane, group, buildEvent(parsed, body, frame), traceId);
  const responseMilliseconds = performance.now() - started;
  const durations = { milliseconds: milliseconds ?? responseMilliseconds, responseMilliseconds };
  plane.metrics.record(group.name, { ...toEnding(reading, throttled), ...durations });
  if (reading.kind === 'answer') return reading.answer;
  plane.log(`502 from target group ${group.name}: ${reading.reason}`);
  return errorPage(502);
}

/** 24 hexadecimal digits. Node draws the randomness of UUIDs in advance, which other random bytes ask the system for each time. */
const randomHex24 = (): string => randomUUID().replaceAll('-', '').slice(8);

/** How a target answered; the milliseconds are those of the function, if it ran. */
interface Run {
  readonly reading: ParsedOutcome;
  readonly throttled: boolean;
  readonly milliseconds?: number;
}

async function run(plane: DataPlane, group: ServedGroup, event: Record<string, unknown>, trace: string): Promise<Run> {
  if (group.target.kind !== 'function') {
    const reason = group.target.kind === 'broken' ? group.target.reason : 'no target is registered';
    return { reading: { kind: 'bad', reason }, throttled: false };
  }
  const outcome = await plane.runner.invoke(group.target.fn, Buffer.from(JSON.stringify(event)), trace);
  const reading = readOutcome(outcome, group.multiValueHeaders);
  if (outcome.kind === 'throttled') return { reading, throttled: true };
  return { reading, throttled: false, milliseconds: outcome.milliseconds };
}

function toEnding(
  reading: ParsedOutcome,
  throttled: boolean,
): { kind: 'target'; status: number } | { kind: 'lambda-error' | 'throttled' } {
  if (reading.kind === 'answer') return { kind: 'target', status: reading.answer.status };
  return { kind: throttled ? 'throttled' : 'lambda-error' };
}

/** Writes the head and the body at once. */
function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const hasNoBody = answer.status === 204 || answer.status === 304;
  const headers: string[] = [];
  for (const [name, value] of answer.headers) headers.push(name, value);
  if (!hasNoBody) headers.push('Content-Length', String(answer.body.length));
  // The rest of a refused body would be read as the next request on this connection.
  if (!request.complete) headers.push('Connection', 'close');
  response.writeHead(answer.status, answer.reason, headers);
  response.end(hasNoBody || request.method === 'HEAD' ? undefined : answer.body);
}
