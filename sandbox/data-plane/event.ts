// The event that ALB sends to a Lambda function ("Lambda functions as targets of an Application Load Balancer"). Pure.
import { isHopByHop } from './request';
import type { ParsedRequest } from './request';
import type { AlbEvent } from './alb-event';

/** What the event contains besides the request. */
export interface EventFrame {
  readonly targetGroupArn: string;
  readonly multiValueHeaders: boolean;
  readonly listenerPort: number;
  readonly traceId: string;
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** The event, ready for JSON. With `multiValueHeaders` the two lists replace the two maps; never both. */
export function buildEvent(request: ParsedRequest, body: Buffer, frame: EventFrame): Record<string, unknown> {
  const headers = buildHeaders(request, frame);
  const query = groupByKey(request.query);
  const text = isText(headers) || body.length === 0;
  return {
    requestContext: { elb: { targetGroupArn: frame.targetGroupArn } },
    httpMethod: request.method,
    path: request.path,
    ...(frame.multiValueHeaders
      ? { multiValueQueryStringParameters: query, multiValueHeaders: headers }
      : { queryStringParameters: lastValues(query), headers: lastValues(headers) }),
    body: body.toString(text ? 'utf8' : 'base64'),
    isBase64Encoded: !text,
  } satisfies AlbEvent;
}

/** A trace id as ALB writes it. A client's id is kept, with the load balancer's own as Self. */
export function buildTraceId(sent: string | undefined, now: Date, hex24: string): string {
  const own = `1-${Math.floor(now.getTime() / 1000).toString(16)}-${hex24}`;
  return sent?.includes('Root=') ? `Self=${own};${sent}` : `Root=${own}`;
}

function buildHeaders(request: ParsedRequest, frame: EventFrame): Lists {
  const kept = Object.entries(request.headers).filter(([name]) => !isHopByHop(name, request.headers['connection']));
  const before = request.headers['x-forwarded-for'] ?? [];
  return {
    ...Object.fromEntries(kept),
    'x-amzn-trace-id': [frame.traceId],
    'x-forwarded-for': [[...before, request.sourceIp].join(', ')],
    'x-forwarded-port': [String(frame.listenerPort)],
    'x-forwarded-proto': ['http'],
  };
}

function groupByKey(query: ParsedRequest['query']): Lists {
  const lists = new Map<string, string[]>();
  for (const [key, value] of query) lists.set(key, [...(lists.get(key) ?? []), value]);
  return Object.fromEntries(lists);
}

const lastValues = (lists: Lists): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));

/** ALB passes text, JSON, JavaScript and XML unchanged, and everything else, or anything encoded, in base64. */
function isText(headers: Lists): boolean {
  if (headers['content-encoding']) return false;
  const type = headers['content-type']?.at(-1)?.toLowerCase() ?? '';
  return /^(text\/|application\/(json|javascript|xml)\s*(;|$))/.test(type);
}
