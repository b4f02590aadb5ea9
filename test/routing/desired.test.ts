import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NOBODY, candidateColor, desiredRules, ipsPerSlot, priorityBlock, targetGroupName } from '../../routing';
import type { DesiredRule, RoutedService } from '../../routing';
import { anyService } from './services';

const shape = (rules: DesiredRule[]) => rules.map(({ role, priority }) => ({ role, priority }));

const nginx: RoutedService = {
  name: 'nginx',
  family: 'nginx-svc',
  hostnames: ['nginx.example.com'],
  paths: [],
  priority: 200,
  canary_slots: 2,
  whitelisted_ips: ['203.0.113.7/32'],
  active_color: 'blue',
  activate_canary: true,
  green_weight: 25,
};

describe('the desired rules of a service', () => {
  it('are its canary slots and the production rule, at the priorities documented', () => {
    expect(shape(desiredRules(nginx))).toEqual([
      { role: 'canary-1', priority: 197 },
      { role: 'canary-0', priority: 198 },
      { role: 'production', priority: 200 },
    ]);
  });

  it('give production both target groups with both weights', () => {
    expect(desiredRules(nginx).at(-1)?.action.targets).toEqual([
      { targetGroup: 'nginx-svc-blue', weight: 75 },
      { targetGroup: 'nginx-svc-green', weight: 25 },
    ]);
  });

  it('send whitelisted addresses to the candidate, and an empty slot to nobody', () => {
    const [second, first] = desiredRules(nginx);
    expect(first?.conditions).toContainEqual({ kind: 'source-ip', values: ['203.0.113.7/32'] });
    expect(first?.action.targets).toContainEqual({ targetGroup: 'nginx-svc-green', weight: 100 });
    expect(second?.conditions).toContainEqual({ kind: 'source-ip', values: [NOBODY] });
  });

  it('fill the slots one after the other', () => {
    const ips = ['203.0.113.1/32', '203.0.113.2/32', '203.0.113.3/32', '203.0.113.4/32', '203.0.113.5/32'];
    const [second, first] = desiredRules({ ...nginx, whitelisted_ips: ips });
    expect(ipsPerSlot(1, 0)).toBe(4);
    expect(first?.conditions.at(-1)?.values).toEqual(ips.slice(0, 4));
    expect(second?.conditions.at(-1)?.values).toEqual(ips.slice(4));
  });

  it('keep the header slot for everybody with the header while the canary is on, for nobody otherwise', () => {
    const withHeader = { ...nginx, canary_header: { name: 'x-canary', value: 'yes' } };
    const sources = (on: boolean) =>
      desiredRules({ ...withHeader, activate_canary: on })
        .find((rule) => rule.role === 'header')
        ?.conditions.at(-1);
    expect(sources(true)?.values).toEqual(['0.0.0.0/0', '::/0']);
    expect(sources(false)?.values).toEqual([NOBODY]);
  });

  it('write stickiness only while the traffic is divided', () => {
    const sticky = { ...nginx, stickiness_seconds: 60 };
    const seconds = (green_weight: number) =>
      desiredRules({ ...sticky, green_weight }).at(-1)?.action.stickinessSeconds;
    expect([0, 1, 50, 99, 100].map(seconds)).toEqual([null, 60, 60, 60, null]);
  });
});

describe('the desired rules of any service', () => {
  it('have weights that add up to 100', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        for (const rule of desiredRules(service)) {
          expect(rule.action.targets.reduce((sum, target) => sum + target.weight, 0)).toBe(100);
          expect(rule.action.targets.map((target) => target.targetGroup)).toEqual(
            (['blue', 'green'] as const).map((color) => targetGroupName(service.family, color)),
          );
        }
      }),
    );
  });

  it('never share a priority, and stay inside the block of the service', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const priorities = desiredRules(service).map((rule) => rule.priority);
        const block = priorityBlock(service.priority, service.canary_slots);
        expect(new Set(priorities).size).toBe(priorities.length);
        expect(Math.min(...priorities)).toBe(block.first);
        expect(Math.max(...priorities)).toBe(block.last);
      }),
    );
  });

  it('keep their number, identity and priorities during a release', () => {
    const phase = fc.record({
      active_color: fc.constantFrom<'blue' | 'green'>('blue', 'green'),
      activate_canary: fc.boolean(),
      green_weight: fc.integer({ min: 0, max: 100 }),
      whitelisted_ips: fc.constantFrom([], ['203.0.113.9/32']),
    });
    fc.assert(
      fc.property(anyService, phase, (service, change) => {
        expect(shape(desiredRules({ ...service, ...change }))).toEqual(shape(desiredRules(service)));
      }),
    );
  });

  it('differ only in condition values when the canary is switched', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const on = desiredRules({ ...service, activate_canary: true });
        const off = desiredRules({ ...service, activate_canary: false });
        const values = (rule: DesiredRule) => rule.conditions.map((condition) => ({ ...condition, values: [] }));
        expect(on.map((rule) => ({ ...rule, conditions: values(rule) }))).toEqual(
          off.map((rule) => ({ ...rule, conditions: values(rule) })),
        );
        expect(on.at(-1)).toEqual(off.at(-1));
      }),
    );
  });

  it('do not move an existing rule when a slot or the header is added', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const before = desiredRules({ ...service, canary_header: undefined });
        const grown = { ...service, canary_slots: service.canary_slots + 1, canary_header: { name: 'x', value: 'y' } };
        expect(shape(desiredRules(grown))).toEqual(expect.arrayContaining(shape(before)));
      }),
    );
  });

  it('send canaries to the color that is not active', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const candidate = targetGroupName(service.family, candidateColor(service));
        for (const rule of desiredRules(service).filter((one) => one.role !== 'production')) {
          expect(rule.action.targets.find((target) => target.weight > 0)?.targetGroup).toBe(candidate);
        }
      }),
    );
  });
});
