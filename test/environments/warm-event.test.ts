import { describe, expect, it } from '@jest/globals';
import { serviceSchema } from '../../environments/schema';
import { warmEvent } from '../../environments/warm-event';
import { service } from '../controller/release/service';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-green/6d0ecf831eec9f09';

describe('the event that wakes a color', () => {
  it('has every header that the load balancer adds to a request, and what every client sends', () => {
    expect(warmEvent(ARN, service({ hostnames: ['*.example.com', 'www.example.com'] }), 'green')).toMatchObject({
      requestContext: { elb: { targetGroupArn: ARN } },
      httpMethod: 'GET',
      path: '/',
      queryStringParameters: {},
      headers: {
        accept: '*/*',
        host: 'www.example.com',
        'user-agent': 'teal-keep-warm',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      body: '',
      isBase64Encoded: false,
    });
  });

  it('is the same at every synthesis, and another for the other color', () => {
    const [one, same, other] = (['blue', 'blue', 'green'] as const).map((color) => warmEvent(ARN, service(), color));
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('has all headers as lists for a service that wants them so', () => {
    const event = warmEvent(ARN, service({ multi_value_headers: true }), 'green');
    expect(event).toMatchObject({ multiValueHeaders: { 'x-forwarded-proto': ['https'], accept: ['*/*'] } });
    expect(event).not.toHaveProperty('headers');
  });

  it('asks for the path that the service says', () => {
    const { keep_warm } = service();
    expect(warmEvent(ARN, service({ keep_warm: { ...keep_warm, path: '/health' } }), 'blue')).toMatchObject({
      path: '/health',
    });
  });
});

describe('keep_warm.path', () => {
  const accepts = (path: string): boolean => serviceSchema.shape.keep_warm.safeParse({ path }).success;

  it('is a path without a query', () => {
    expect(accepts('/health')).toBe(true);
    expect(['health', '/health?deep=1', '/a b', '/#top'].filter(accepts)).toEqual([]);
  });
});
