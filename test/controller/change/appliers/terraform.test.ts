// The pipeline through Terraform, with a script in place of Terraform and the sandbox as the emulator of AWS.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../../controller/core/context';
import { LOGIN, URL_REWRITE } from '../../../helpers/listener-rules';
import { startRulesOfOthers } from '../../../helpers/rules-of-others';
import type { RulesOfOthers } from '../../../helpers/rules-of-others';
import { byHand } from '../../helpers/by-hand';
import { createSandboxWorld } from '../../helpers/context';
import { forgetChanges } from '../../helpers/journal';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let env: Context['env'];
const FILE = 'environments/prod.yaml';
const SHIFT = 'shift web -e prod --green 10';

beforeAll(async () => {
  world = await createSandboxWorld();
  await world.ctl('deploy -e local --yes');
  world.write(FILE, prod(world.sandbox.controlPort));
  env = { PATH: process.env['PATH'], HOME: world.root, USER: 'tester', TERRAFORM_BINARY_NAME: join(world.root, 'tf') };
}, 60_000);

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));
afterAll(() => world.close());

beforeEach(() => {
  world.write(FILE, prod(world.sandbox.controlPort));
  forgetChanges(world, 'prod');
  world.write('calls', '');
});

/** The same services on AWS, with the sandbox as its emulator. */
const prod = (controlPort: number): string =>
  [
    'target: aws',
    `emulator_endpoint: http://127.0.0.1:${controlPort}`,
    'network: { create: {} }',
    'load_balancer: { create: { name: sandbox } }',
    'services:',
    '  web:',
    '    family: local-web',
    '    paths: [/web]',
    '    priority: 200',
    '    handler: index.handler',
    '    runtime: nodejs20.x',
    '    whitelisted_ips: ["127.0.0.2/32"]',
    '    blue_package: ../code/v1',
    '    green_package: ../code/v2',
    '    active_color: blue',
    '    green_weight: 0',
    '',
  ].join('\n');

/** Puts rules of others before the sandbox, until the test ends. */
async function behindOthers(): Promise<RulesOfOthers> {
  const others = await startRulesOfOthers(world.sandbox.controlPort);
  closing.push(() => others.close());
  world.write(FILE, prod(others.port));
  return others;
}

/** A fake Terraform whose plan has these changes and whose apply runs `apply`. */
function terraform(changes: readonly unknown[], apply = ''): void {
  const plan = JSON.stringify({ format_version: '1.2', resource_changes: changes });
  world.write(
    'tf',
    `#!${process.execPath}
const { appendFileSync, mkdirSync } = require('node:fs');
const args = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
appendFileSync(${JSON.stringify(join(world.root, 'calls'))}, args[0] + '\\n');
({
  version: () => say({ terraform_version: '1.11.4' }),
  init: () => mkdirSync('.terraform', { recursive: true }),
  plan: () => {},
  show: () => process.stdout.write(${JSON.stringify(plan)}),
  apply: () => { ${apply} },
})[args[0]]();
`,
  );
  chmodSync(join(world.root, 'tf'), 0o755);
}

const resource = (type: string, name: string, actions: readonly string[], attribute: string): unknown => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  change: { actions, before: { [attribute]: 'a' }, after: { [attribute]: 'b' }, after_unknown: {} },
});

/** The production rule with a weight of green in Terraform's state. */
const stateOf = (green: number, paths = ['/web']): object => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener-rule/app/sandbox/1/2/3',
  priority: 200,
  condition: [{ path_pattern: [{ values: paths }] }],
  action: [
    {
      type: 'forward',
      forward: [
        {
          target_group: [
            {
              arn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/local-web-blue/1',
              weight: 100 - green,
            },
            { arn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/local-web-green/1', weight: green },
          ],
        },
      ],
    },
  ],
});

const ruleChange = (before: object, after: object): unknown => ({
  address: 'aws_lb_listener_rule.web-production',
  mode: 'managed',
  type: 'aws_lb_listener_rule',
  name: 'web-production',
  change: { actions: ['update'], before, after, after_unknown: {} },
});

const rule = ruleChange(stateOf(0), stateOf(10));

const fails = `say({ type: 'diagnostic', '@message': 'Error', diagnostic: { severity: 'error', summary: 'boom', detail: '' } }); process.exitCode = 1;`;

describe('a routing verb through Terraform', () => {
  it('is refused by the guard with every violation, before the file is written or anything applied', async () => {
    terraform([rule, resource('aws_lambda_function', 'web-green', ['update'], 's3_key')]);
    const before = world.read(FILE);
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(err).toContain('aws_lambda_function.web-green (update)');
    expect(err).not.toContain('aws_lb_listener_rule');
    expect(code).toBe(3);
    expect(world.read(FILE)).toBe(before);
    expect(world.read('calls')).not.toContain('apply');
  });

  it('reports what is live when Terraform fails half-way, and status agrees', async () => {
    terraform([rule], fails);
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(code).toBe(1);
    expect(err).toContain('boom');
    expect(err).toContain('prod.yaml says what was asked for');
    expect(err).toContain('live web production: blue 100 %, green 0 % (not changed yet)');
    expect(err).toContain('ctl deploy -e prod finishes it, ctl rollback web -e prod goes back');
    expect(world.read(FILE)).toContain('green_weight: 10');
    const { document } = await world.json('status -e prod', { env });
    expect(document).toMatchObject({
      services: [{ weights: { green: 10 }, live: { green: 0 }, last: { verb: 'shift', result: 'failed' } }],
    });
  });

  it('exits with 5 when Terraform succeeds but the rules do not change', async () => {
    terraform([rule]);
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(code).toBe(5);
    expect(err).toContain('file: blue 90 %, green 10 %; live: blue 100 %, green 0 %');
  });

  it('stops at Ctrl-C during the apply with exit 130 and reports where traffic is', async () => {
    const interrupt = new AbortController();
    terraform([rule], `setTimeout(() => {}, 20000); process.on('SIGINT', () => process.exit(1)); say({ type: 'x' });`);
    const stop = setInterval(() => {
      if (world.read('calls').includes('apply')) interrupt.abort();
    }, 50);
    const { code, err } = await world.ctl(SHIFT, { env, signal: interrupt.signal });
    clearInterval(stop);
    expect(code).toBe(130);
    expect(err).toContain('live web production: blue 100 %, green 0 %');
    expect(world.read(FILE)).toContain('green_weight: 10');
  });

  it('changes nothing when Ctrl-C came before the file was written', async () => {
    terraform([rule]);
    const before = world.read(FILE);
    const { code } = await world.ctl(SHIFT, { env, signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(world.read(FILE)).toBe(before);
  });
});

describe('a routing verb through Terraform, before it changes anything', () => {
  it('finds that somebody else has moved a weight', async () => {
    terraform([rule]);
    await byHand(world.sandbox.controlPort).setWeights(200, 70, 30);
    const before = world.read(FILE);
    for (const line of [SHIFT, 'canary web -e prod', 'promote web -e prod']) {
      const { code, err } = await world.ctl(line, { env });
      expect({ line, code }).toEqual({ line, code: 4 });
      expect(err).toContain('file: blue 100 %, green 0 %; live: blue 70 %, green 30 %');
    }
    expect(world.read(FILE)).toBe(before);
    expect(world.read('calls')).not.toContain('plan');
    await byHand(world.sandbox.controlPort).setWeights(200, 100, 0);
  });

  it('refuses an edit of the paths that would ride along', async () => {
    terraform([ruleChange(stateOf(0), stateOf(10, ['/new']))]);
    world.write(FILE, world.read(FILE).replace('[/web]', '[/new]'));
    const { code } = await world.ctl(SHIFT, { env });
    expect(code).toBe(4);
    expect(world.read('calls')).not.toContain('apply');
  });

  it('refuses a plan that changes more than the verb decided', async () => {
    terraform([ruleChange(stateOf(0), stateOf(10, ['/new']))]);
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(err).toContain('this verb did not decide its new conditions');
    expect(code).toBe(3);
  });

  it('is not used where it would take a login away; the live way keeps it', async () => {
    terraform([rule]);
    const others = await behindOthers();
    others.put(200, { actions: [LOGIN] });
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(err).toContain('web production (rule 200): authenticate-oidc');
    expect(err).toContain('--via live and ctl rollback keep it');
    expect(code).toBe(4);
    expect((await world.ctl(`${SHIFT} --via live`, { env })).code).toBe(0);
    expect((await world.ctl('rollback web -e prod', { env })).code).toBe(0);
    expect(others.on(200)).toMatchObject({ actions: [LOGIN] });
  });

  it('goes ahead beside a rewrite, which Terraform leaves alone', async () => {
    const others = await behindOthers();
    others.put(200, { transforms: [URL_REWRITE] });
    terraform([rule], fails);
    const { code, err } = await world.ctl(SHIFT, { env });
    expect(err).toContain('boom');
    expect(code).toBe(1);
  });
});

describe('a rollback', () => {
  it('works without Terraform and warns that Terraform could not be run', async () => {
    expect((await world.ctl('shift web -e prod --green 10 --via live', { env })).code).toBe(0);
    const without = { ...env, TERRAFORM_BINARY_NAME: join(world.root, 'none') };
    const { code, out, err } = await world.ctl('rollback web -e prod', { env: without });
    expect(code).toBe(0);
    expect(out).toMatch(
      /web: everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — accepted and read back/,
    );
    expect(err).toContain('warning: Terraform could not be asked');
    expect(await world.json('status -e prod', { env })).toMatchObject({
      document: { services: [{ live: { blue: 100 }, drift: [] }] },
    });
  });

  it('warns when Terraform would still change something', async () => {
    terraform([rule]);
    await world.ctl('shift web -e prod --green 10 --via live', { env });
    const { code, err } = await world.ctl('rollback web -e prod', { env });
    expect(code).toBe(0);
    expect(err).toContain('Terraform would change aws_lb_listener_rule.web-production');
  });

  it('does not point to a deployment that would take away a login, but says that it stays and where it shows', async () => {
    const others = await behindOthers();
    others.put(200, { actions: [LOGIN] });
    const login = { type: 'authenticate-oidc', order: 1, authenticate_oidc: [{ issuer: 'https://login.example.com' }] };
    const { action } = stateOf(0) as { action: object[] };
    const forward = { ...action[0], order: 2 };
    const logging = resource('aws_cloudwatch_log_group', 'web-blue', ['update'], 'retention_in_days');
    terraform([ruleChange({ ...stateOf(0), action: [login, forward] }, stateOf(0)), logging]);
    const { code, err } = await world.ctl('rollback web -e prod', { env });
    expect(code).toBe(0);
    expect(err).toContain('what others have put on aws_lb_listener_rule.web-production (authenticate-oidc). It stays');
    expect(err).toContain('ctl drift -e prod shows it');
    expect(err).toContain('Terraform would change aws_cloudwatch_log_group.web-blue: see ctl plan -e prod');
    expect(err).not.toMatch(/see ctl deploy|later: ctl deploy/);
    expect(others.on(200)).toMatchObject({ actions: [LOGIN] });
  });

  it('warns of a folder that Terraform cannot use, since traffic is back; drift compares the other sides', async () => {
    terraform([]);
    world.write('a-file', '');
    const unusable = { ...env, TF_PLUGIN_CACHE_DIR: join(world.root, 'a-file/cache') };
    const rolledBack = await world.ctl('rollback web -e prod', { env: unusable });
    expect(rolledBack).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: Terraform could not be asked: '),
    });
    expect(rolledBack.err).toContain('ENOTDIR');
    const { code, out } = await world.ctl('drift -e prod', { env: unusable });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("Terraform's state was not read: ") });
  });

  it('continues while another change holds the lock', async () => {
    terraform([]);
    const holder = { pid: process.pid, host: 'elsewhere', verb: 'shift', since: '2030-01-01', token: 'theirs' };
    world.write('.teal/locks/prod.json.1000', JSON.stringify(holder));
    expect((await world.ctl(SHIFT, { env })).code).toBe(3);
    expect((await world.ctl('rollback web -e prod', { env })).code).toBe(0);
  });
});

describe('another account', () => {
  it('stops every change before anything happens', async () => {
    world.write(FILE, `account: "123456789012"\n${world.read(FILE)}`);
    const before = world.read(FILE);
    for (const line of [SHIFT, 'rollback web -e prod', 'deploy -e prod --yes']) {
      const { code, err } = await world.ctl(line, { env });
      expect(code).toBe(3);
      expect(err).toContain('The credentials are for account 000000000000, but prod is in 123456789012');
    }
    expect(world.read(FILE)).toBe(before);
  });
});
