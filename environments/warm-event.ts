// The event that warms up a function: on the keep-warm schedule, and before a color gets traffic. Pure.
import type { Color } from '../routing';
import type { Service } from './schema';
import { builtFunction } from './service';

/** The user agent of a warm-up event. */
export const KEEP_WARM_AGENT = 'teal-keep-warm';

/** The smallest event that a handler of load balancer events understands: GET / ("Using AWS Lambda with an Application Load Balancer"). */
export function warmEvent(targetGroupArn: string, service: Service, color: Color): object {
  const host = service.hostnames.find((name) => !/[*?]/.test(name)) ?? 'localhost';
  const headers = { host, 'user-agent': KEEP_WARM_AGENT };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'GET',
    path: '/',
    ...(builtFunction(service, color).multi_value_headers
      ? { multiValueHeaders: lists, multiValueQueryStringParameters: {} }
      : { headers, queryStringParameters: {} }),
    body: '',
    isBase64Encoded: false,
  };
}
