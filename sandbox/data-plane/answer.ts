// Turns a function's outcome into an HTTP answer; one that ALB would not accept becomes a 502. Pure.
import { STATUS_CODES } from 'node:http';
import type { FunctionVersion, Outcome } from '../functions/model';
import { checkAnswer } from './answer-fields';
import type { Header } from './answer-fields';
import { isHopByHop } from './hop-by-hop';

/** Longest response of a Lambda target, in bytes ("Lambda functions as targets"). */
const LARGEST_RESPONSE = 1024 * 1024;

/** Longest header, or status line, of a response, and longest sum of them, in bytes ("Quotas for your Application Load Balancers"). */
const LARGEST_HEADER = 16 * 1024;
const LARGEST_HEADERS = 32 * 1024;

/** The colon and the space between a header's name and its value. */
const SEPARATOR = 2;

/** An HTTP answer, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly reason: string | undefined;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  /** The function that was asked; undefined for an answer of the load balancer itself. */
  readonly by?: Pick<FunctionVersion, 'name' | 'version'> | undefined;
}

/** A parsed outcome: the function's answer, or why there is none. */
export type ParsedOutcome =
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'bad'; readonly reason: string };

/** Reads a function's outcome. Only the kind of header map that the target group is set to is used. */
export function readOutcome(outcome: Outcome, multiValueHeaders: boolean): ParsedOutcome {
  switch (outcome.kind) {
    case 'throttled':
      return invalidAnswer('TooManyRequestsException: the function has no free environment');
    case 'error':
      return invalidAnswer(`the function failed: ${outcome.payload.toString('utf8').slice(0, 300)}`);
    case 'ok':
      return readPayload(outcome.payload, multiValueHeaders);
  }
}

function readPayload(payload: Buffer, multiValueHeaders: boolean): ParsedOutcome {
  if (payload.length > LARGEST_RESPONSE) return invalidAnswer(`the response is longer than ${LARGEST_RESPONSE} bytes`);
  const json = parseJson(payload);
  if (json === undefined) return invalidAnswer('the response is not JSON');
  const checked = checkAnswer(json, payload.includes('null'), multiValueHeaders);
  if ('fault' in checked) return invalidAnswer(checked.fault);
  const reason = reasonOf(checked.status, checked.description);
  const tooLong = findTooLong(`HTTP/1.1 ${checked.status} ${reason ?? ''}`, checked.headers);
  if (tooLong !== undefined) return invalidAnswer(tooLong);
  const { status, body } = checked;
  return { kind: 'answer', answer: { status, reason, headers: completeHeaders(checked.headers), body } };
}

/** Says which header, or status line, is too long to be sent; undefined when all of them can be. */
function findTooLong(statusLine: string, headers: readonly Header[]): string | undefined {
  let total = Buffer.byteLength(statusLine);
  if (total > LARGEST_HEADER) return `the status line has ${total} bytes: at most ${LARGEST_HEADER} are sent`;
  for (const [name, value] of headers) {
    const bytes = Buffer.byteLength(name) + SEPARATOR + Buffer.byteLength(value);
    if (bytes > LARGEST_HEADER) return `the header ${name} has ${bytes} bytes: at most ${LARGEST_HEADER} are sent`;
    total += bytes;
  }
  return total > LARGEST_HEADERS ? `the headers have ${total} bytes: at most ${LARGEST_HEADERS} are sent` : undefined;
}

/** The load balancer itself sets the length and the headers of the connection. */
function completeHeaders(headers: readonly Header[]): Header[] {
  const kept: Header[] = [];
  let hasType = false;
  let hasServer = false;
  for (const header of headers) {
    const name = header[0].toLowerCase();
    if (name === 'content-length' || isHopByHop(name)) continue;
    hasType ||= name === 'content-type';
    hasServer ||= name === 'server';
    kept.push(header);
  }
  if (!hasType) kept.push(['Content-Type', 'application/octet-stream']);
  if (!hasServer) kept.push(['Server', 'awselb/2.0']);
  return kept;
}

/** A description may begin with the status, as in `200 OK`. */
function reasonOf(status: number, description: string | undefined): string | undefined {
  const text = description?.replace(/^\d{3}\s*/, '');
  return text && /^[\x20-\x7e]+$/.test(text) ? text : STATUS_CODES[status];
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

const invalidAnswer = (reason: string): ParsedOutcome => ({ kind: 'bad', reason });

/** An error page of the load balancer, as ALB writes it. */
export function errorPage(status: number): Answer {
  const reason = status === 503 ? 'Service Temporarily Unavailable' : STATUS_CODES[status];
  const title = `${status} ${reason ?? ''}`.trim();
  const html = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    reason,
    headers: [
      ['Server', 'awselb/2.0'],
      ['Content-Type', 'text/html'],
    ],
    body: Buffer.from(html),
  };
}
