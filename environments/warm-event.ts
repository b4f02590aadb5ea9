// The event that wakes a function: on the schedule that keeps both colors warm, and before a color gets traffic. Pure.
import type { Service } from './schema';

/** Who a function that is kept warm sees as its client. */
export const KEEP_WARM_AGENT = 'teal-keep-warm';

/** The smallest event that a handler behind the load balancer understands: GET / ("Using AWS Lambda with an Application Load Balancer"). */
export function warmEvent(targetGroupArn: string, service: Service): object {
  const host = service.hostnames.find((name) => !/[*?]/.test(name)) ?? 'localhost';
  const headers = { host, 'user-agent': KEEP_WARM_AGENT };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'GET',
    path: '/',
    ...(service.multi_value_headers
      ? { multiValueHeaders: lists, multiValueQueryStringParameters: {} }
      : { headers, queryStringParameters: {} }),
    body: '',
    isBase64Encoded: false,
  };
}
