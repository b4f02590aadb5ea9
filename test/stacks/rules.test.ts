import { describe, expect, it } from '@jest/globals';
import { conditionBlock } from '../../stacks/rules';
import { addresses, resource, shopStack } from './environment';
import type { StackJson } from './environment';

const RELEASE = {
  canary_slots: 2,
  canary_header: { name: 'x-canary', value: 'yes' },
  whitelisted_ips: ['203.0.113.7/32'],
};
const PHASES = {
  steady: {},
  canary: { activate_canary: true },
  shifting: { green_weight: 10 },
  both: { activate_canary: true, green_weight: 50 },
  promoted: { green_weight: 100 },
  settled: { green_weight: 100, active_color: 'green' },
} as const;

const inPhase = (phase: keyof typeof PHASES): StackJson =>
  shopStack({ ...RELEASE, stickiness_seconds: 60, ...PHASES[phase] });
const phases = Object.keys(PHASES) as (keyof typeof PHASES)[];
const rulesOf = (stack: StackJson): Record<string, Record<string, unknown>> =>
  stack.resource['aws_lb_listener_rule'] ?? {};

describe('the rules of a service', () => {
  it('are named after their role and have their fixed priorities', () => {
    const priorities = Object.entries(rulesOf(inPhase('steady'))).map(([name, rule]) => [name, rule['priority']]);
    expect(Object.fromEntries(priorities)).toEqual({
      'rule-canary-1': 197,
      'rule-canary-0': 198,
      'rule-header': 199,
      'rule-production': 200,
    });
  });

  it.each(phases)('name both target groups and both weights in the phase %s', (phase) => {
    for (const rule of Object.values(rulesOf(inPhase(phase)))) {
      expect(rule['action']).toMatchObject([
        {
          type: 'forward',
          forward: {
            target_group: [
              { arn: '${aws_lb_target_group.target-group-blue.arn}', weight: expect.any(Number) },
              { arn: '${aws_lb_target_group.target-group-green.arn}', weight: expect.any(Number) },
            ],
            stickiness: { enabled: expect.any(Boolean), duration: expect.any(Number) },
          },
        },
      ]);
      expect(rule['action']).not.toMatchObject([{ target_group_arn: expect.anything() }]);
    }
  });

  it('split the traffic as in the file, and are sticky only while it is split', () => {
    const production = (phase: keyof typeof PHASES): unknown =>
      resource(inPhase(phase), 'aws_lb_listener_rule.rule-production')['action'];
    const forward = (blue: number, green: number, stickiness: object): object[] => [
      { forward: { target_group: [{ weight: blue }, { weight: green }], stickiness } },
    ];
    expect(production('shifting')).toMatchObject(forward(90, 10, { enabled: true, duration: 60 }));
    expect(production('promoted')).toMatchObject(forward(0, 100, { enabled: false }));
  });

  it('wait for both attachments', () => {
    for (const rule of Object.values(rulesOf(inPhase('steady')))) {
      expect(rule['depends_on']).toEqual([
        'aws_lb_target_group_attachment.attachment-blue',
        'aws_lb_target_group_attachment.attachment-green',
      ]);
    }
  });

  it.each(phases)('are all that differs between the phases steady and %s', (phase) => {
    const [before, after] = [inPhase('steady'), inPhase(phase)];
    expect(addresses(after)).toEqual(addresses(before));
    expect({ ...after, resource: { ...after.resource, aws_lb_listener_rule: {} } }).toEqual({
      ...before,
      resource: { ...before.resource, aws_lb_listener_rule: {} },
    });
    for (const [name, rule] of Object.entries(rulesOf(after))) {
      const { action: _, condition: __, ...rest } = rule;
      expect(rulesOf(before)[name]).toMatchObject(rest);
    }
  });

  it('change their conditions only when the canary is switched', () => {
    const [off, on] = [rulesOf(inPhase('steady')), rulesOf(inPhase('canary'))];
    const differing = Object.keys(off).filter((name) => JSON.stringify(off[name]) !== JSON.stringify(on[name]));
    expect(differing.sort()).toEqual(['rule-canary-0', 'rule-header']);
    for (const name of differing) expect(on[name]?.['action']).toEqual(off[name]?.['action']);
  });

  it('stay where they are when a slot is added', () => {
    const more = shopStack({ ...RELEASE, canary_slots: 3 });
    expect(rulesOf(more)).toMatchObject(rulesOf(shopStack(RELEASE)));
  });
});

describe('a condition', () => {
  it.each([
    [{ kind: 'host-header', values: ['a'] }, { hostHeader: { values: ['a'] } }],
    [{ kind: 'path-pattern', values: ['/a/*'] }, { pathPattern: { values: ['/a/*'] } }],
    [{ kind: 'source-ip', values: ['192.0.2.0/32'] }, { sourceIp: { values: ['192.0.2.0/32'] } }],
    [{ kind: 'http-request-method', values: ['GET'] }, { httpRequestMethod: { values: ['GET'] } }],
    [{ kind: 'http-header', name: 'x', values: ['1'] }, { httpHeader: { httpHeaderName: 'x', values: ['1'] } }],
    [{ kind: 'query-string', values: [{ key: 'v', value: '2' }] }, { queryString: [{ key: 'v', value: '2' }] }],
  ] as const)('%j becomes %j', (condition, block) => {
    expect(conditionBlock(condition)).toEqual(block);
  });
});
