// Services for the tests of routing: one with every request of a host on blue, and arbitrary ones for property-based tests.
import fc from 'fast-check';
import type { RoutedService } from '../../routing';

const ip = fc.tuple(fc.integer({ min: 1, max: 191 }), fc.nat(255), fc.nat(255), fc.nat(255));
const cidr = ip.map((octets) => `${octets.join('.')}/32`);

/** A service whose users all get blue. */
export const web: RoutedService = {
  name: 'web',
  family: 'web',
  hostnames: ['web.example.com'],
  paths: [],
  priority: 100,
  canary_slots: 1,
  whitelisted_ips: [],
  active_color: 'blue',
  activate_canary: false,
  green_weight: 0,
};

/** Any service that a validated environment file can hold. */
export const anyService: fc.Arbitrary<RoutedService> = fc.record({
  name: fc.constantFrom('shop', 'search', 'login'),
  family: fc.constantFrom('shop-svc', 'search-svc'),
  hostnames: fc.uniqueArray(fc.constantFrom('a.example.com', '*.example.org'), { minLength: 1, maxLength: 2 }),
  paths: fc.uniqueArray(fc.constantFrom('/api/*'), { maxLength: 1 }),
  priority: fc.integer({ min: 30, max: 50_000 }),
  canary_slots: fc.integer({ min: 1, max: 5 }),
  canary_header: fc.option(fc.constant({ name: 'x-canary', value: 'yes' }), { nil: undefined }),
  whitelisted_ips: fc.uniqueArray(cidr, { maxLength: 2 }),
  stickiness_seconds: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
  active_color: fc.constantFrom('blue', 'green'),
  activate_canary: fc.boolean(),
  green_weight: fc.integer({ min: 0, max: 100 }),
});
