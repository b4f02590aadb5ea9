// Turns a function's outcome into an HTTP answer; one that ALB would not accept becomes a 502. Pure.
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import type { Outcome } from '../functions/model';
import { isHopByHop } from './request';

/** Longest response of a Lambda target, in bytes ("Lambda functions as targets"). */
const LARGEST_RESPONSE = 1024 * 1024;

/** An HTTP answer, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly reason: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A parsed outcome: the function's answer, or why there is none. */
export type ParsedOutcome =
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'bad'; readonly reason: string };

const responseSchema = z.object({
  statusCode: z.number().int().min(200).max(599),
  statusDescription: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

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
  const parsed = responseSchema.safeParse(json);
  if (!parsed.success)
    return invalidAnswer(`the response is malformed: ${z.prettifyError(parsed.error).replace(/\s+/g, ' ')}`);
  const { statusCode, statusDescription, headers, multiValueHeaders: lists, body, isBase64Encoded } = parsed.data;
  const pairs = multiValueHeaders
    ? Object.entries(lists ?? {}).flatMap(([name, values]) => values.map((value) => [name, value] as const))
    : Object.entries(headers ?? {});
  const invalid = pairs.find(([name, value]) => !isHeader(name, value));
  if (invalid) return invalidAnswer(`the response has an invalid header: ${JSON.stringify(invalid[0])}`);
  return {
    kind: 'answer',
    answer: {
      status: statusCode,
      reason: reasonOf(statusCode, statusDescription),
      headers: completeHeaders(pairs),
      body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    },
  };
}

/** The load balancer itself sets the length and the headers of the connection. */
function completeHeaders(pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const kept = pairs.filter(([name]) => name.toLowerCase() !== 'content-length' && !isHopByHop(name.toLowerCase()));
  const has = (wanted: string): boolean => kept.some(([name]) => name.toLowerCase() === wanted);
  return [
    ...kept,
    ...(has('content-type') ? [] : [['Content-Type', 'application/octet-stream'] as const]),
    ...(has('server') ? [] : [['Server', 'awselb/2.0'] as const]),
  ];
}

function reasonOf(status: number, description: string | null | undefined): string | undefined {
  const text = description?.replace(/^\d{3}\s*/, '');
  return text && /^[\x20-\x7e]+$/.test(text) ? text : STATUS_CODES[status];
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
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
