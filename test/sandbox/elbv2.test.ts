import {
  AddTagsCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  RegisterTargetsCommand,
  SetRulePrioritiesCommand,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, deploy, forward, listenerArn, path } from './support';
import type { Bench } from './support';
import { CREDENTIALS, OWN_HEADERS } from '../helpers/credentials';

afterEach(cleanUp);

let on: Bench;
let listener: string;
beforeEach(async () => {
  on = await bench();
  listener = await listenerArn(on.elb);
});

const group = async (name: string): Promise<string> => {
  const { TargetGroups } = await on.elb.send(new CreateTargetGroupCommand({ Name: name, TargetType: 'lambda' }));
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
};

const fixed = (Priority: number, Conditions: RuleCondition[] = [path('/x')]) =>
  on.elb.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority,
      Conditions,
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    }),
  );

const sourceIps = (...Values: string[]): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { Values } });

describe('the load balancer', () => {
  it('is one, named sandbox, with one HTTP listener on the real port', async () => {
    const { LoadBalancers } = await on.elb.send(new DescribeLoadBalancersCommand({ Names: ['sandbox'] }));
    expect(LoadBalancers).toHaveLength(1);
    expect(LoadBalancers?.[0]).toMatchObject({ LoadBalancerName: 'sandbox', State: { Code: 'active' } });
    await expect(on.elb.send(new DescribeLoadBalancersCommand({ Names: ['other'] }))).rejects.toMatchObject({
      name: 'LoadBalancerNotFoundException',
    });
  });

  it('answers GetCallerIdentity', async () => {
    const sts = new STSClient({
      endpoint: on.endpoint,
      region: 'us-east-1',
      credentials: CREDENTIALS,
    });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '000000000000' });
    sts.destroy();
  });

  it('answers an action that it does not know with InvalidAction', async () => {
    const form = { method: 'POST', body: 'Action=SetSubnets&Version=2015-12-01' };
    const answer = await fetch(on.endpoint, {
      ...form,
      headers: { ...OWN_HEADERS, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>InvalidAction</Code>');
  });
});

describe('rules', () => {
  it('are read as they were written', async () => {
    const [blue, green] = [await group('svc-blue'), await group('svc-green')];
    const conditions: RuleCondition[] = [
      { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
      sourceIps('10.0.0.0/8', '2001:db8::/32'),
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['<&">'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value: 'v' }] } },
    ];
    const arn = await forward(on, 7, { [blue]: 90, [green]: 10 }, conditions, 60);
    const { Rules } = await on.elb.send(new DescribeRulesCommand({ RuleArns: [arn] }));
    expect(Rules?.[0]).toMatchObject({
      RuleArn: arn,
      Priority: '7',
      IsDefault: false,
      Conditions: conditions,
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: blue, Weight: 90 },
              { TargetGroupArn: green, Weight: 10 },
            ],
            TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
          },
        },
      ],
    });
  });

  it('are changed in place, and keep what is not given', async () => {
    const blue = await group('svc-blue');
    const RuleArn = await forward(on, 7, { [blue]: 1 });
    const { Rules } = await on.elb.send(new ModifyRuleCommand({ RuleArn, Conditions: [path('/new')] }));
    expect(Rules?.[0]).toMatchObject({
      RuleArn,
      Priority: '7',
      Conditions: [path('/new')],
      Actions: [{ TargetGroupArn: blue }],
    });
  });

  it('are described in order of priority, the default rule last, page by page', async () => {
    for (const priority of [30, 10, 20]) await fixed(priority);
    const priorities: (string | undefined)[][] = [];
    for await (const one of paginateDescribeRules({ client: on.elb }, { ListenerArn: listener, PageSize: 2 })) {
      priorities.push((one.Rules ?? []).map((rule) => rule.Priority));
    }
    expect(priorities).toEqual([
      ['10', '20'],
      ['30', 'default'],
    ]);
  });

  it('change priorities in one batch, swaps included', async () => {
    const [first, second] = [await fixed(1), await fixed(2)].map((made) => made.Rules?.[0]?.RuleArn);
    const swap = [
      { RuleArn: first, Priority: 2 },
      { RuleArn: second, Priority: 1 },
    ];
    await on.elb.send(new SetRulePrioritiesCommand({ RulePriorities: swap }));
    const { Rules } = await on.elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
    expect(Rules?.map((rule) => rule.RuleArn).slice(0, 2)).toEqual([second, first]);
    const clash = on.elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: first, Priority: 1 }] }));
    await expect(clash).rejects.toMatchObject({ name: 'PriorityInUseException' });
  });

  it('are refused at a priority in use', async () => {
    await fixed(1);
    await expect(fixed(1)).rejects.toMatchObject({ name: 'PriorityInUseException' });
  });

  it('are at most 100', async () => {
    for (let priority = 1; priority <= 100; priority++) await fixed(priority);
    await expect(fixed(101)).rejects.toMatchObject({ name: 'TooManyRulesException' });
  });

  it('do not exist after DeleteRule, and unknown ones give RuleNotFound', async () => {
    const RuleArn = (await fixed(1)).Rules?.[0]?.RuleArn;
    await on.elb.send(new DeleteRuleCommand({ RuleArn }));
    const again = on.elb.send(new ModifyRuleCommand({ RuleArn, Conditions: [path('/x')] }));
    await expect(again).rejects.toMatchObject({ name: 'RuleNotFoundException' });
  });

  it.each<[string, RuleCondition[]]>([
    [
      'more than five values',
      [path('/a'), sourceIps('10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32', '10.0.0.4/32', '10.0.0.5/32')],
    ],
    ['a block with host bits', [sourceIps('10.0.0.1/8')]],
    ['an address without a prefix', [sourceIps('10.0.0.1')]],
    ['the broadcast address', [sourceIps('255.255.255.255/32')]],
    ['two path conditions', [path('/a'), path('/b')]],
    ['six wildcards', [path('/*/*/*/*/*/*')]],
    ['an unknown field', [{ Field: 'moon-phase', Values: ['full'] }]],
    ['no condition', []],
  ])('are refused with %s', async (_, conditions) => {
    await expect(fixed(1, conditions)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it.each([-1, 1000, 1.5])('are refused with a weight of %p', async (weight) => {
    const blue = await group('svc-blue');
    await expect(forward(on, 1, { [blue]: weight })).rejects.toMatchObject({
      name: expect.stringMatching(/Validation|Serialization/),
    });
  });

  it('are refused when they forward to a target group that does not exist', async () => {
    await expect(forward(on, 1, { 'arn:aws:none': 1 })).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
  });
});

describe('target groups', () => {
  it('are the same one when they are created twice, and an error with other settings', async () => {
    expect(await group('svc-blue')).toBe(await group('svc-blue'));
    const other = new CreateTargetGroupCommand({ Name: 'svc-blue', TargetType: 'lambda', HealthCheckPath: '/other' });
    await expect(on.elb.send(other)).rejects.toMatchObject({ name: 'DuplicateTargetGroupNameException' });
  });

  it('are found by name, with their attributes and tags', async () => {
    const arn = await group('svc-blue');
    await on.elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: 'a', Value: 'b' }] }));
    const { TargetGroups } = await on.elb.send(new DescribeTargetGroupsCommand({ Names: ['svc-blue'] }));
    expect(TargetGroups?.[0]).toMatchObject({ TargetGroupArn: arn, TargetType: 'lambda', HealthCheckEnabled: false });
    const { Attributes } = await on.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    expect(Attributes).toEqual([{ Key: 'lambda.multi_value_headers.enabled', Value: 'false' }]);
    const { TagDescriptions } = await on.elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    expect(TagDescriptions).toEqual([{ ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] }]);
    const missing = on.elb.send(new DescribeTargetGroupsCommand({ Names: ['none'] }));
    await expect(missing).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
  });

  it('cannot be deleted while a rule uses them', async () => {
    const TargetGroupArn = await group('svc-blue');
    const RuleArn = await forward(on, 1, { [TargetGroupArn]: 1 });
    const early = on.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    await expect(early).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await on.elb.send(new DeleteRuleCommand({ RuleArn }));
    await on.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  });

  it('take a function only with a permission on the same qualifier', async () => {
    const TargetGroupArn = await deploy(on, 'svc-blue', answering('x'));
    const Targets = [{ Id: 'arn:aws:lambda:us-east-1:000000000000:function:svc-blue:live' }];
    const health = await on.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(health.TargetHealthDescriptions).toMatchObject([{ Target: Targets[0], TargetHealth: { State: 'unused' } }]);
    await on.elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
    await on.lambda.send(
      new RemovePermissionCommand({ FunctionName: 'svc-blue', Qualifier: 'live', StatementId: 'elb' }),
    );
    const refused = on.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    await expect(refused).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('principal does not have permission to invoke'),
    });
  });
});
