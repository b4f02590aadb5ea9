// Services for tests of the pure verbs.
import fc from 'fast-check';
import { rollout } from '../../../environments/schema-rollout';
import type { Service } from '../../../environments/schema';

/** A service in steady state on blue with code on both colors, changed by `settings`. */
export const service = (settings: Partial<Service> = {}): Service => ({
  name: 'web',
  family: 'prod-web',
  hostnames: ['web.example.com'],
  paths: [],
  priority: 200,
  canary_slots: 2,
  whitelisted_ips: ['203.0.113.7/32'],
  blue_package: './v1.zip',
  green_package: './v2.zip',
  handler: 'index.handler',
  runtime: 'nodejs20.x',
  active_color: 'blue',
  activate_canary: false,
  green_weight: 0,
  memory_size: 512,
  timeout: 30,
  architecture: 'x86_64',
  log_retention_days: 30,
  tags: {},
  policies: [],
  keep_warm: { schedule: 'rate(5 minutes)', enabled: true, path: '/' },
  alarms: {
    enabled: true,
    actions: [],
    min_requests: 30,
    http_5xx_percent: 5,
    errors_percent: 5,
    throttles_percent: 1,
    p95_ms: 3000,
  },
  warm_up: 1,
  rollout: rollout.parse({}),
  multi_value_headers: false,
  ...settings,
});

/** Any service that a file could hold, at any point of a release. */
export const anyService: fc.Arbitrary<Service> = fc
  .record({
    active_color: fc.constantFrom('blue' as const, 'green' as const),
    activate_canary: fc.boolean(),
    green_weight: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: 0, max: 100 })),
    whitelisted_ips: fc.constantFrom<string[][]>([], ['203.0.113.7/32'], ['198.51.100.1/32', '2001:db8::1/128']),
    stickiness_seconds: fc.constantFrom(undefined, 60),
    green_package: fc.constantFrom(undefined, './v2.zip'),
    canary_header: fc.constantFrom(undefined, { name: 'x-canary', value: 'yes' }),
  })
  .map((settings) => service(settings));
