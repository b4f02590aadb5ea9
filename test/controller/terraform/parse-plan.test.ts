// Parsing a saved plan as `terraform show -json` prints it.
import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../controller/terraform/parse-plan';

const resource = (address: string, change: object, more: object = {}): object => ({
  address,
  mode: 'managed',
  type: address.split('.')[0],
  name: address.split('.')[1],
  provider_name: 'registry.terraform.io/hashicorp/aws',
  change: { before_sensitive: false, after_sensitive: {}, ...change },
  ...more,
});

const ruleOf = (green: number): object => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/prod/1/2/3',
  priority: 200,
  action: [{ type: 'forward', forward: [{ target_group: [{ weight: green }, { weight: 100 - green }] }] }],
  tags: null,
});

const parse = (...resource_changes: object[]) => parsePlan(JSON.stringify({ format_version: '1.2', resource_changes }));

describe('parsePlan', () => {
  it('names the attributes that an update in place changes', () => {
    const { changes } = parse(
      resource('aws_lb_listener_rule.production', {
        actions: ['update'],
        before: ruleOf(0),
        after: ruleOf(10),
        after_unknown: { action: [{ forward: [{ target_group: [{}, {}] }] }] },
      }),
    );
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      address: 'aws_lb_listener_rule.production',
      type: 'aws_lb_listener_rule',
      name: 'production',
      actions: ['update'],
      before: ruleOf(0),
      after: ruleOf(10),
      changed: ['action'],
    });
  });

  it('names the login that an update would take from a rule', () => {
    const group = { arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/prod-api-blue/1', weight: 1 };
    const forward = { type: 'forward', order: 2, forward: [{ target_group: [group] }] };
    const rule = (...action: object[]): object => ({ arn: 'arn:x', priority: 200, condition: [], action });
    const login = { type: 'authenticate-oidc', order: 1, authenticate_oidc: [{ issuer: 'https://login.example.com' }] };
    const update = (before: object, after: object): object =>
      resource('aws_lb_listener_rule.production', { actions: ['update'], before, after, after_unknown: {} });
    expect(parse(update(rule(login, forward), rule(forward))).changes[0]?.lost).toBe('authenticate-oidc');
    expect(parse(update(rule(forward), rule(forward))).changes[0]).not.toHaveProperty('lost');
  });

  it('includes an attribute whose value is only known after the apply', () => {
    const { changes } = parse(
      resource('aws_lambda_function.green', {
        actions: ['update'],
        before: { source_code_hash: 'a', version: '1' },
        after: { source_code_hash: 'b' },
        after_unknown: { version: true },
      }),
    );
    expect(changes[0]?.changed).toEqual(['source_code_hash', 'version']);
  });

  it('leaves out resources that do not change or are only read', () => {
    const { changes } = parse(
      resource('aws_lb.main', { actions: ['no-op'], before: {}, after: {}, after_unknown: {} }),
      resource(
        'data.aws_vpc.main',
        { actions: ['read'], before: null, after: {}, after_unknown: {} },
        { mode: 'data' },
      ),
    );
    expect(changes).toEqual([]);
  });

  it('keeps a replacement as its two actions, in order', () => {
    const { changes } = parse(
      resource('aws_subnet.a', {
        actions: ['delete', 'create'],
        before: { cidr_block: '10.0.0.0/24' },
        after: { cidr_block: '10.0.1.0/24' },
        after_unknown: { id: true },
        replace_paths: [['cidr_block']],
      }),
    );
    expect(changes[0]).toMatchObject({ actions: ['delete', 'create'], changed: ['cidr_block', 'id'] });
  });

  it('names the outputs that change', () => {
    const output_changes = {
      production_rule_arn: { actions: ['no-op'], before: 'x', after: 'x' },
      green_version: { actions: ['update'], before: '1', after_unknown: true },
    };
    expect(parsePlan(JSON.stringify({ format_version: '1.2', output_changes }))).toEqual({
      changes: [],
      outputChanges: ['green_version'],
    });
  });

  it('accepts an empty plan', () => {
    expect(parsePlan('{"format_version":"1.2"}')).toEqual({ changes: [], outputChanges: [] });
  });
});
