// ctl iam-policy: allows every call of ctl, and only for the environment's own resources.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LEVELS, MANAGED_POLICY_CHARACTERS, buildPolicy } from '../../../controller/iam/policy';
import type { Level } from '../../../controller/iam/policy';
import type { Environment } from '../../../environments/schema';
import { refusedBy } from '../../helpers/policy-check';
import { environment, service } from '../../stacks/environment';
import { createWorld } from '../helpers/context';

const aws = join(__dirname, '../../../controller/aws');
const SERVICES: Readonly<Record<string, string>> = {
  'client-elastic-load-balancing-v2': 'elasticloadbalancing',
  'client-lambda': 'lambda',
  'client-cloudwatch': 'cloudwatch',
  'client-cloudwatch-logs': 'logs',
  'client-ecr': 'ecr',
};

/** Every SDK command that ctl loads, as an IAM action. */
const CALLED = readdirSync(aws)
  .filter((file) => file.startsWith('sdk-'))
  .flatMap((file) => {
    const text = readFileSync(join(aws, file), 'utf8');
    const prefix = SERVICES[/@aws-sdk\/([\w-]+)/.exec(text)?.[1] ?? ''];
    // The action of Invoke is InvokeFunction; GetCallerIdentity needs no permission; the actions of S3 have other names.
    return prefix === undefined
      ? []
      : [...text.matchAll(/(\w+)Command/g)].map(
          (found) => `${prefix}:${found[1] === 'Invoke' ? 'InvokeFunction' : found[1]}`,
        );
  });

const prod = environment([service('shop')], {
  account: '123456789012',
  state: { bucket: 'acme-state' },
  network: { create: {} },
  load_balancer: { create: { name: 'acme' } },
});
const READS = /:(Describe|Filter|Get|List)/;
const actionsOf = (level: Level): string[] => buildPolicy(prod, level).Statement.flatMap((one) => one.Action);

describe('a policy', () => {
  it('of the full level allows every call that ctl makes', () => {
    expect(CALLED.length).toBeGreaterThan(15);
    expect(CALLED.filter((action) => !actionsOf('full').includes(action))).toEqual([]);
  });

  it('that is read-only changes nothing', () => {
    expect(actionsOf('read-only').filter((action) => !READS.test(action))).toEqual([]);
  });

  it('of the routing level changes rules, writes the lock, and nothing else', () => {
    const more = actionsOf('routing').filter((action) => !READS.test(action));
    expect(more.sort()).toEqual([
      'elasticloadbalancing:ModifyRule',
      'lambda:InvokeFunction',
      's3:DeleteObject',
      's3:PutObject',
    ]);
  });

  it('allows changes of the environment’s own resources only', () => {
    const changes = buildPolicy(prod, 'routing').Statement.filter((one) =>
      one.Action.some((action) => !READS.test(action)),
    );
    expect(changes.flatMap((one) => one.Resource)).toEqual([
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/acme/*',
      'arn:aws:lambda:us-east-1:123456789012:function:prod-shop-blue',
      'arn:aws:lambda:us-east-1:123456789012:function:prod-shop-blue:*',
      'arn:aws:lambda:us-east-1:123456789012:function:prod-shop-green',
      'arn:aws:lambda:us-east-1:123456789012:function:prod-shop-green:*',
      'arn:aws:s3:::acme-state/teal/prod/*',
    ]);
  });

  it('has the hooks and the event buses of its rollouts, each once, and no statement if there are none', () => {
    const withHooks = environment(
      [
        service('shop', {
          rollout: {
            hooks: {
              before_shift: [{ lambda: 'check:live' }],
              after_step: [{ lambda: 'check:live' }, { command: 'true' }],
            },
            notify: [{ event_bus: 'releases' }, { event_bus: 'arn:aws:events:us-east-1:210987654321:event-bus/ops' }],
          },
        }),
      ],
      { account: '123456789012' },
    );
    const resources = (of: Environment, level: Level, action: string): string[] =>
      buildPolicy(of, level).Statement.flatMap((one) => (one.Action.includes(action) ? one.Resource : []));
    expect(resources(withHooks, 'routing', 'events:PutEvents')).toEqual([
      'arn:aws:events:us-east-1:123456789012:event-bus/releases',
      'arn:aws:events:us-east-1:210987654321:event-bus/ops',
    ]);
    const hook = 'arn:aws:lambda:us-east-1:123456789012:function:check:live';
    expect(resources(withHooks, 'routing', 'lambda:InvokeFunction').filter((arn) => arn === hook)).toHaveLength(1);
    expect(resources(withHooks, 'read-only', 'events:PutEvents')).toEqual([]);
    expect(resources(prod, 'full', 'events:PutEvents')).toEqual([]);
  });

  it.each(LEVELS)('of level %s has each statement once, with resources', (level) => {
    const policy = buildPolicy(prod, level);
    expect(new Set(policy.Statement.map((one) => one.Sid)).size).toBe(policy.Statement.length);
    expect(policy.Statement.every((one) => one.Resource.length > 0)).toBe(true);
  });
});

/** The resources on which a policy allows an action. */
const allowedOn = (of: Environment, level: Level, action: string): string[] =>
  buildPolicy(of, level).Statement.flatMap((one) => (one.Action.includes(action) ? one.Resource : []));

describe('a policy of the full level', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('names the bucket of the state in the partition of %s', (region, partition) => {
    const there = environment([service('shop')], { region, state: { bucket: 'acme-state' } });
    expect(allowedOn(there, 'full', 's3:ListBucket')).toEqual([`arn:${partition}:s3:::acme-state`]);
    expect(allowedOn(there, 'full', 's3:PutObject')).toEqual([`arn:${partition}:s3:::acme-state/teal/prod/*`]);
  });

  it('lists the bucket of the state only under its prefix, and where Terraform looks for workspaces', () => {
    const [listing] = buildPolicy(prod, 'read-only').Statement.filter(({ Action }) => Action.includes('s3:ListBucket'));
    expect(listing).toMatchObject({ Condition: { StringLike: { 's3:prefix': ['teal/prod/*', 'env:/'] } } });
    const calls = ['teal/prod/journal/prod/', 'env:/', 'teal/prod-eu/', 'teal/', '', undefined].map((prefix) => ({
      by: 'test',
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::acme-state',
      prefix,
    }));
    expect(refusedBy(buildPolicy(prod, 'full'), calls)).toEqual([
      's3:ListBucket arn:aws:s3:::acme-state',
      's3:ListBucket arn:aws:s3:::acme-state teal/',
      's3:ListBucket arn:aws:s3:::acme-state teal/prod-eu/',
    ]);
  });

  it('does not allow the state of an environment whose name begins like this one', () => {
    const foreign = 'arn:aws:s3:::acme-state/teal/prod-eu/x';
    const prefixes = allowedOn(prod, 'full', 's3:GetObject').map((arn) => arn.replace(/\*$/, ''));
    expect(prefixes.filter((prefix) => foreign.startsWith(prefix))).toEqual([]);
  });

  it('allows Lambda to read images as the caller', () => {
    const repository = 'arn:aws:ecr:us-east-1:123456789012:repository/shop';
    expect(allowedOn(prod, 'full', 'ecr:BatchGetImage')).toEqual([repository]);
    expect(allowedOn(prod, 'routing', 'ecr:BatchGetImage')).toEqual([]);
  });

  it('allows layers and packages in S3, and nothing else in their bucket', () => {
    const layer = 'arn:aws:lambda:us-east-1:123456789012:layer:tools:3';
    const packages = { blue_image: undefined, green_image: undefined, blue_package: 's3://acme-code/shop/1.zip' };
    const shop = service('shop', { ...packages, handler: 'a.b', runtime: 'nodejs20.x', layers: [layer] });
    const there = environment([shop]);
    expect(allowedOn(there, 'full', 'lambda:GetLayerVersion')).toEqual([layer]);
    expect(allowedOn(there, 'full', 's3:GetObjectVersion')).toEqual(['arn:aws:s3:::acme-code/shop/1.zip']);
  });

  it('allows what staging reads: the digest of a tag, and the version of a package in S3', () => {
    const files = { blue_package: 's3://acme-code/shop/1.zip', green_image: undefined, blue_image: undefined };
    const packaged = environment([service('shop', { ...files, handler: 'a.b', runtime: 'nodejs20.x' })]);
    expect(allowedOn(packaged, 'full', 's3:GetObject')).toContain('arn:aws:s3:::acme-code/shop/1.zip');
    expect(allowedOn(prod, 'full', 'ecr:DescribeImages')).toEqual([
      'arn:aws:ecr:us-east-1:123456789012:repository/shop',
    ]);
  });

  it('allows the security group that a service in the VPC gets', () => {
    const action = 'ec2:CreateSecurityGroup';
    const withVpc = (vpc: object): Environment => environment([service('shop', { vpc })]);
    expect(allowedOn(withVpc({}), 'full', action)).toEqual(['*']);
    expect(allowedOn(withVpc({ security_group_ids: ['sg-1'] }), 'full', action)).toEqual([]);
  });
});

describe('a policy of the routing level', () => {
  it('allows what Terraform reads for a plan of a service, also of one in the VPC', () => {
    const withVpc = environment([service('shop', { vpc: {} })]);
    expect(allowedOn(prod, 'routing', 'iam:GetRole')).toEqual(
      ['', '-blue', '-green'].map((color) => `arn:aws:iam::123456789012:role/prod-shop${color}`),
    );
    expect(allowedOn(prod, 'routing', 'logs:DescribeLogGroups')).toEqual(['*']);
    expect(allowedOn(prod, 'routing', 'ec2:DescribeSecurityGroups')).toEqual([]);
    expect(allowedOn(withVpc, 'routing', 'ec2:DescribeSecurityGroups')).toEqual(['*']);
    expect(allowedOn(prod, 'read-only', 'iam:GetRole')).toEqual([]);
  });

  it('fits a managed policy', () => {
    expect(JSON.stringify(buildPolicy(prod, 'routing')).length).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS);
  });
});

describe('ctl iam-policy', () => {
  it('prints the policy itself, ready for a file', async () => {
    const world = createWorld();
    world.write(
      'environments/prod.yaml',
      'account: "123456789012"\nload_balancer: { existing: { listener_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/own/1/2" } }\nservices: {}\n',
    );
    const { code, out } = await world.ctl('iam-policy --level read-only');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ Version: '2012-10-17', Statement: [{ Sid: 'ReadRouting' }] });
    world.write('environments/prod.yaml', 'target: sandbox\nservices: {}\n');
    expect(await world.ctl('iam-policy')).toMatchObject({ code: 2 });
    world.remove();
  });
});
