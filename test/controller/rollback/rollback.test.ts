// ctl rollback against a real sandbox, from every state: its output, the file, and the live rules.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DeleteRuleCommand,
  CreateRuleCommand,
  ElasticLoadBalancingV2Client,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createSandboxWorld, get } from '../helpers/context';
import { forgetChanges } from '../helpers/journal';
import { listeningProxy } from './listening-proxy';
import { CREDENTIALS } from '../../helpers/credentials';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let good: string;

beforeAll(async () => {
  world = await createSandboxWorld();
  good = world.read(FILE);
  await world.ctl('deploy --yes');
});

afterAll(() => world.close());

/** Brings web to the middle of a release: half of the traffic on green, and a canary. */
beforeEach(async () => {
  world.write(FILE, good);
  forgetChanges(world);
  await world.ctl('deploy --yes');
  expect((await world.ctl('canary web --ip 127.0.0.3')).code).toBe(0);
  expect((await world.ctl('shift web --green 50')).code).toBe(0);
});

const live = async (): Promise<unknown> => {
  const { document } = await world.json('status web');
  return document;
};

const ROLLED_BACK = { services: [{ live: { blue: 100, green: 0 }, drift: [] }] };

describe('a rollback', () => {
  it('prints in one line what every user gets, with the code, and how that was verified', async () => {
    const { code, out } = await world.ctl('rollback web');
    expect(out).toMatch(
      /^web: everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — accepted and read back$/,
    );
    expect(code).toBe(0);
    expect(world.read(FILE)).toContain('green_weight: 0');
    expect(await live()).toMatchObject(ROLLED_BACK);
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
  });

  it('changes nothing the second time, and reports that', async () => {
    await world.ctl('rollback web');
    const before = world.read(FILE);
    const { code, out } = await world.ctl('rollback web');
    expect(out).toMatch(
      /everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — read back\. No change/,
    );
    expect(code).toBe(0);
    expect(world.read(FILE)).toBe(before);
  });

  it('only shows with --dry-run what it would do', async () => {
    const before = world.read(FILE);
    const { out } = await world.ctl('rollback web --dry-run');
    expect(out).toContain('would be: everyone gets blue');
    expect(world.read(FILE)).toBe(before);
    expect(await live()).toMatchObject({ services: [{ live: { green: 50 } }] });
  });

  it('prints one JSON document, with the line for people on stderr', async () => {
    const { document } = await world.json('rollback web');
    expect(document).toMatchObject({ verb: 'rollback', via: 'live', changed: true, services: [{ changed: true }] });
  });

  it('works when packages are missing', async () => {
    rmSync(join(world.root, 'code/v2'), { recursive: true });
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
    world.write('code/v2/index.mjs', world.read('code/v1/index.mjs').replace('v1', 'v2'));
  });

  it('makes four calls: it reads its own rules, changes each that is on, and reads them back', async () => {
    const proxy = await listeningProxy(world.sandbox.controlPort);
    world.write(FILE, world.read(FILE).replace(/control_port: \d+/, `control_port: ${proxy.port}`));
    expect((await world.ctl('rollback web')).code).toBe(0);
    proxy.close();
    expect(proxy.actions).toEqual(['DescribeRules', 'ModifyRule', 'ModifyRule', 'DescribeRules']);
  });
});

describe('a rollback with a file that cannot be used', () => {
  it.each([
    ['broken', (text: string) => text.replace('paths: [/web]', 'paths: [/web')],
    ['invalid', (text: string) => text.replace('green_weight: 50', 'green_weight: 500')],
  ])('moves traffic first when it is %s, then reports what to write', async (_, breakIt) => {
    const broken = breakIt(world.read(FILE));
    world.write(FILE, broken);
    const { code, out, err } = await world.ctl('rollback web -e local');
    expect(out).toContain('web: everyone gets blue');
    expect(code).toBe(2);
    expect(err).toContain('could not be written and the next ctl deploy may undo it');
    expect(err).toMatch(
      /web: 50 % get blue \((v\d+-\w+, )?package \.\.\/code\/v1\), 50 % get green \((v\d+-\w+, )?package \.\.\/code\/v2\)/,
    );
    expect(err).toContain('services.web.green_weight: 0');
    expect(world.read(FILE)).toBe(broken);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
    world.write(FILE, good);
    expect(await live()).toMatchObject(ROLLED_BACK);
  });

  it('moves traffic when the file is gone', async () => {
    rmSync(join(world.root, FILE));
    const { code, out, err } = await world.ctl('rollback web');
    expect(out).toContain('web: everyone gets blue');
    expect(err).toContain('the file does not exist');
    expect(code).toBe(2);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('moves traffic when the file cannot be edited in place', async () => {
    world.write(
      FILE,
      world
        .read(FILE)
        .replace('green_weight: 50', 'green_weight: &half 50')
        .replace(/green_weight: 0\n$/, 'green_weight: *half\n'),
    );
    const { code, out, err } = await world.ctl('rollback web');
    expect(out).toContain('web: everyone gets blue');
    expect(err).toContain('Edit the file by hand');
    expect(code).toBe(2);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('is refused, like every verb, when there is no cached copy', async () => {
    rmSync(join(world.root, '.teal/known'), { recursive: true });
    world.write(FILE, 'services: [');
    const { code, err } = await world.ctl('rollback web');
    expect(code).toBe(2);
    expect(err).toContain('local.yaml:1');
  });
});

describe('a rollback when the rules differ from the cache', () => {
  it('finds a rule that was created again with another ARN', async () => {
    await replaceRule('200', (rule) => rule);
    const { code, out } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(out).toContain('accepted and read back');
    expect(await live()).toMatchObject(ROLLED_BACK);
  });

  it('reads the rules when nothing is cached', async () => {
    rmSync(join(world.root, '.teal/known'), { recursive: true });
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect(await live()).toMatchObject(ROLLED_BACK);
  });

  it('rolls the other services back when a production rule is gone, and names the one that was not', async () => {
    await world.ctl('stage api --package code/v2 --yes');
    await world.ctl('shift api --green 100');
    await replaceRule('200', () => undefined);
    const { code, out, err } = await world.ctl('rollback --all');
    expect(out).toContain('api: everyone gets blue');
    expect(out).not.toContain('web:');
    expect(err).toContain('Not rolled back:\n  web: its production rule (priority 200) is gone');
    expect(err).toContain('ctl deploy -e local makes a rule that is gone');
    expect(code).toBe(4);
    expect(await get(world.sandbox.port, '/api')).toBe('v1');
  });

  it('does not change a foreign rule at its priority', async () => {
    await replaceRule('200', (rule) => ({
      ...rule,
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
    }));
    const { code, err } = await world.ctl('rollback web');
    expect(err).toContain('the rule at priority 200 is not its own');
    expect(code).toBe(4);
    await replaceRule('200', () => undefined);
  });
});

describe('a rollback beside other processes', () => {
  it('takes the lock of a dead process over', async () => {
    const holder = { pid: 2 ** 22 - 1, host: 'elsewhere', verb: 'shift', since: '2030-01-01', token: 'theirs' };
    world.write('.teal/locks/local.json.1000', JSON.stringify(holder));
    const { code, err } = await world.ctl('rollback web', { sleep: () => Promise.resolve() });
    expect(code).toBe(0);
    expect(err).toContain('Took over the lock of ctl shift');
    expect(err).toContain('on elsewhere) held the lock; it stops at its next step');
  });

  it('continues when no lock can be acquired', async () => {
    rmSync(join(world.root, '.teal/locks'), { recursive: true });
    world.write('.teal/locks', 'not a folder');
    const { code, err } = await world.ctl('rollback web');
    expect(err).toContain('warning: going ahead without the lock');
    expect(code).toBe(0);
    rmSync(join(world.root, '.teal/locks'));
  });
});

/** Replaces the rule at a priority by what `change` returns. */
async function replaceRule(priority: string, change: (rule: Rule) => Rule | undefined): Promise<void> {
  const client = new ElasticLoadBalancingV2Client({
    endpoint: `http://127.0.0.1:${world.sandbox.controlPort}`,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
  const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({}));
  const { Listeners = [] } = await client.send(
    new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }),
  );
  const ListenerArn = Listeners[0]?.ListenerArn;
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn }));
  const rule = Rules.find((one) => one.Priority === priority);
  if (!rule) throw new Error(`no rule ${priority}`);
  await client.send(new DeleteRuleCommand({ RuleArn: rule.RuleArn }));
  const made = change(rule);
  if (!made) return;
  const { Conditions, Actions } = made;
  await client.send(new CreateRuleCommand({ ListenerArn, Priority: Number(priority), Conditions, Actions }));
}
