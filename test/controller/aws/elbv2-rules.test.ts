// Translation of rules between routing and the ELBv2 API, in both directions.
import type { Action as SdkAction, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toConditionInput, toForwardInput } from '../../../controller/aws/elbv2-input';
import { toObservedRule, parseTargetGroupName } from '../../../controller/aws/elbv2-observed';
import { differingParts } from '../../../routing';
import type { Action, Condition, DesiredRule, ObservedRule } from '../../../routing';

const BASE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const arnOf = (name: string): string => `${BASE}:targetgroup/${name}/50dc6c495c0c9188`;

const observed = (rule: Rule): ObservedRule =>
  toObservedRule({ RuleArn: `${BASE}:listener-rule/app/prod/1/2/3`, Priority: '200', IsDefault: false, ...rule });

const conditionOf = (condition: RuleCondition): Condition | undefined =>
  observed({ Conditions: [condition] }).conditions[0];
const actionOf = (...actions: SdkAction[]): Action => observed({ Actions: actions }).action;

describe('conditions as the API returns them', () => {
  it.each<[string, RuleCondition, Condition]>([
    [
      'a host in both forms',
      { Field: 'host-header', Values: ['a.example.com'], HostHeaderConfig: { Values: ['a.example.com'] } },
      { kind: 'host-header', values: ['a.example.com'] },
    ],
    [
      'a host in the old form',
      { Field: 'host-header', Values: ['a.example.com'] },
      { kind: 'host-header', values: ['a.example.com'] },
    ],
    ['a path in the old form', { Field: 'path-pattern', Values: ['/a/*'] }, { kind: 'path-pattern', values: ['/a/*'] }],
    [
      'a path',
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/a/*'] } },
      { kind: 'path-pattern', values: ['/a/*'] },
    ],
    [
      'source addresses',
      { Field: 'source-ip', SourceIpConfig: { Values: ['192.0.2.0/32'] } },
      { kind: 'source-ip', values: ['192.0.2.0/32'] },
    ],
    [
      'methods',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { kind: 'http-request-method', values: ['GET'] },
    ],
    [
      'a header',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['yes'] } },
      { kind: 'http-header', name: 'X-Canary', values: ['yes'] },
    ],
    [
      'query strings with and without a key',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }, { Value: 'canary' }] } },
      { kind: 'query-string', values: [{ key: 'v', value: '2' }, { value: 'canary' }] },
    ],
  ])('reads %s', (_title, from, to) => {
    expect(conditionOf(from)).toEqual(to);
  });
});

describe('actions as the API returns them', () => {
  it.each<[string, SdkAction, Action]>([
    [
      'a single target group in the old form',
      { Type: 'forward', TargetGroupArn: arnOf('api-blue') },
      { kind: 'forward', targets: [{ targetGroup: 'api-blue', weight: 100 }], stickinessSeconds: null },
    ],
    [
      'a single target group in both forms',
      {
        Type: 'forward',
        TargetGroupArn: arnOf('api-blue'),
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: arnOf('api-blue'), Weight: 7 }] },
      },
      { kind: 'forward', targets: [{ targetGroup: 'api-blue', weight: 100 }], stickinessSeconds: null },
    ],
    [
      'weights of 0 and stickiness',
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: arnOf('api-blue'), Weight: 0 },
            { TargetGroupArn: arnOf('api-green'), Weight: 100 },
          ],
          TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
        },
      },
      {
        kind: 'forward',
        targets: [
          { targetGroup: 'api-blue', weight: 0 },
          { targetGroup: 'api-green', weight: 100 },
        ],
        stickinessSeconds: 60,
      },
    ],
    [
      'a fixed response',
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'no' },
      },
      { kind: 'fixed-response', status: 404, contentType: 'text/plain', body: 'no' },
    ],
    [
      'a redirect that names only the protocol',
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } },
      {
        kind: 'redirect',
        status: 301,
        protocol: 'HTTPS',
        host: '#{host}',
        port: '#{port}',
        path: '/#{path}',
        query: '#{query}',
      },
    ],
    ['authentication', { Type: 'authenticate-oidc' }, { kind: 'other', type: 'authenticate-oidc' }],
  ])('reads %s', (_title, from, to) => {
    expect(actionOf(from)).toEqual(to);
  });

  it('reads the default rule as the one without a number', () => {
    expect(observed({ Priority: 'default', IsDefault: true }).priority).toBe('default');
    expect(observed({ Priority: '17' }).priority).toBe(17);
  });
});

describe('parseTargetGroupName', () => {
  it.each([
    [arnOf('api-blue'), 'api-blue'],
    ['arn:aws-cn:elasticloadbalancing:cn-north-1:1:targetgroup/x/1', 'x'],
    ['something else', 'something else'],
  ])('reads the name in %s', (arn, name) => {
    expect(parseTargetGroupName(arn)).toBe(name);
  });
});

const texts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
const values = <Kind extends Condition['kind']>(kind: Kind) => texts.map((list) => ({ kind, values: list }));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  values('host-header'),
  values('path-pattern'),
  values('source-ip'),
  values('http-request-method'),
  fc.record({ kind: fc.constant('http-header' as const), name: fc.string({ minLength: 1 }), values: texts }),
  fc.record({
    kind: fc.constant('query-string' as const),
    values: fc.array(fc.record({ key: fc.string(), value: fc.string() }, { requiredKeys: ['value'] }), {
      minLength: 1,
    }),
  }),
);
const desired: fc.Arbitrary<DesiredRule> = fc.record({
  service: fc.constant('api'),
  role: fc.constant('production' as const),
  priority: fc.integer({ min: 1, max: 50000 }),
  conditions: fc.array(condition, { minLength: 1, maxLength: 5 }),
  action: fc.record({
    kind: fc.constant('forward' as const),
    targets: fc.integer({ min: 0, max: 100 }).map((green) => [
      { targetGroup: 'api-blue', weight: 100 - green },
      { targetGroup: 'api-green', weight: green },
    ]),
    stickinessSeconds: fc.option(fc.integer({ min: 1, max: 604800 })),
  }),
});

/** What the API returns for a rule made of this input: the old form beside the new one where it has both. */
const returned = (rule: DesiredRule): Rule => ({
  RuleArn: `${BASE}:listener-rule/app/prod/1/2/3`,
  Priority: String(rule.priority),
  IsDefault: false,
  Conditions: rule.conditions.map(toConditionInput).map((one) => ({
    ...one,
    ...(one.HostHeaderConfig && { Values: one.HostHeaderConfig.Values }),
    ...(one.PathPatternConfig && { Values: one.PathPatternConfig.Values }),
  })),
  Actions: [{ ...toForwardInput(rule.action, arnOf), Order: 1 }],
});

describe('a rule written and read back', () => {
  it('equals the desired rule, for every rule', () => {
    fc.assert(
      fc.property(desired, (rule) => {
        const found = toObservedRule(returned(rule));
        expect(differingParts(rule, found)).toEqual([]);
        expect(found.priority).toBe(rule.priority);
      }),
    );
  });

  it('has every weight and explicit stickiness, with the duration that Terraform writes when it is off', () => {
    const forward = {
      kind: 'forward',
      targets: [
        { targetGroup: 'api-blue', weight: 100 },
        { targetGroup: 'api-green', weight: 0 },
      ],
      stickinessSeconds: null,
    } as const;
    expect(toForwardInput(forward, arnOf)).toEqual({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: arnOf('api-blue'), Weight: 100 },
          { TargetGroupArn: arnOf('api-green'), Weight: 0 },
        ],
        TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 3600 },
      },
    });
    expect(
      toForwardInput({ ...forward, stickinessSeconds: 60 }, arnOf).ForwardConfig?.TargetGroupStickinessConfig,
    ).toEqual({
      Enabled: true,
      DurationSeconds: 60,
    });
  });
});
