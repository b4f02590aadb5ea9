// The event that ALB sends to a Lambda function ("Lambda functions as targets of an Application Load Balancer"). Pure.
import { connectionTokens, isHopByHop } from './hop-by-hop';
import type { ParsedRequest } from './request';
import type { AlbEvent } from './alb-event';

/** What the event contains besides the request. */
export interface EventFrame {
  readonly targetGroupArn: string;
  readonly multiValueHeaders: boolean;
  readonly traceId: string;
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** The event, ready for JSON. With `multiValueHeaders` the two lists replace the two maps; never both. */
export function buildEvent(request: ParsedRequest, body: Buffer, frame: EventFrame): Record<string, unknown> {
  const headers = buildHeaders(request, frame.traceId);
  const query = groupByKey(request.query);
  const text = body.length === 0 || isText(headers);
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

/** Connection is the one header of the connection that functions see; the load balancer answers Expect itself ("HTTP headers"). */
function buildHeaders(request: ParsedRequest, traceId: string): Lists {
  const named = connectionTokens(request.headers['connection']);
  const headers = Object.create(null) as Record<string, readonly string[]>;
  for (const [name, values] of Object.entries(request.headers)) {
    const dropped = name !== 'connection' && (isHopByHop(name) || name === 'expect' || named.includes(name));
    if (!dropped) headers[name] = values;
  }
  headers['host'] = [request.host.toLowerCase()];
  headers['x-amzn-trace-id'] = [traceId];
  headers['x-forwarded-for'] = [[...(request.headers['x-forwarded-for'] ?? []), request.sourceIp].join(', ')];
  headers['x-forwarded-port'] = [String(request.port)];
  headers['x-forwarded-proto'] = [request.protocol];
  return headers;
}

function groupByKey(query: ParsedRequest['query']): Lists {
  const lists = Object.create(null) as Record<string, string[]>;
  for (const [key, value] of query) {
    const list = lists[key];
    if (list) list.push(value);
    else lists[key] = [value];
  }
  return lists;
}

function lastValues(lists: Lists): Readonly<Record<string, string>> {
  const values = Object.create(null) as Record<string, string>;
  for (const [name, list] of Object.entries(lists)) values[name] = list.at(-1) ?? '';
  return values;
}

/** ALB passes text, JSON, JavaScript and XML unchanged, and everything else, or anything encoded, in base64. */
function isText(headers: Lists): boolean {
  if (headers['content-encoding']) return false;
  const type = headers['content-type']?.at(-1)?.toLowerCase() ?? '';
  return /^(text\/|application\/(json|javascript|xml)\s*(;|$))/.test(type);
}
