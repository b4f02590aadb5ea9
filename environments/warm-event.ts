// The event that warms up a function: on the keep-warm schedule, and before a color gets traffic. Pure.
import { createHash } from 'node:crypto';
import type { Color } from '../routing';
import type { Service } from './schema';
import { builtFunction } from './service';

/** The user agent of a warm-up event. */
export const KEEP_WARM_AGENT = 'teal-keep-warm';

/**
 * A GET of the service's `keep_warm.path`, with the headers that every request through a load balancer has ("Lambda functions as
 * targets"). It says https, so that an application which redirects plain HTTP does not. It is the same at every synthesis.
 */
export function warmEvent(targetGroupArn: string, service: Service, color: Color): object {
  const headers = {
    accept: '*/*',
    host: service.hostnames.find((name) => !/[*?]/.test(name)) ?? 'localhost',
    'user-agent': KEEP_WARM_AGENT,
    'x-amzn-trace-id': `Root=1-00000000-${hex24(`${service.family} ${color}`)}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'GET',
    path: service.keep_warm.path,
    ...(builtFunction(service, color).multi_value_headers
      ? { multiValueHeaders: lists, multiValueQueryStringParameters: {} }
      : { headers, queryStringParameters: {} }),
    body: '',
    isBase64Encoded: false,
  };
}

/** Where a trace id has a random number, the event has one of its own function, since it must not change. */
const hex24 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
