// A rollback during another ctl's `terraform apply`, with a script in place of Terraform that changes the rule late.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isRunning } from '../../controller/core/process';
import { createSandboxWorld } from '../controller/helpers/context';
import { bundleEntry } from './child';
import type { Bundle, Running } from './child';
import { OWN_HEADERS } from '../helpers/credentials';

let bundle: Bundle;
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let env: Record<string, string>;

beforeAll(() => {
  bundle = bundleEntry();
});
afterAll(() => bundle.remove());

beforeEach(async () => {
  world = await createSandboxWorld();
  await world.ctl('deploy -e local --yes');
  world.write('environments/prod.yaml', prod(world.sandbox.controlPort));
  world.write('calls', '');
  env = { PATH: process.env['PATH'] ?? '', HOME: world.root, TERRAFORM_BINARY_NAME: join(world.root, 'terraform') };
});
afterEach(() => world.close());

/** The service `web` on AWS, with the sandbox as its emulator. */
const prod = (controlPort: number): string => `target: aws
emulator_endpoint: http://127.0.0.1:${controlPort}
network: { create: {} }
load_balancer: { create: { name: sandbox } }
services:
  web:
    family: local-web
    paths: [/web]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    whitelisted_ips: ["127.0.0.2/32"]
    blue_package: ../code/v1
    green_package: ../code/v2
    active_color: blue
    green_weight: 0
`;

const groupOf = (color: string, weight: number): object => ({
  arn: `arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/local-web-${color}/1`,
  weight,
});

/** The production rule as Terraform's plan writes it. */
const ruleAt = (green: number): object => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener-rule/app/sandbox/1/2/3',
  priority: 200,
  condition: [{ path_pattern: [{ values: ['/web'] }] }],
  action: [{ type: 'forward', forward: [{ target_group: [groupOf('blue', 100 - green), groupOf('green', green)] }] }],
});

const CHANGE = {
  address: 'aws_lb_listener_rule.web-production',
  mode: 'managed',
  type: 'aws_lb_listener_rule',
  name: 'web-production',
  change: { actions: ['update'], before: ruleAt(0), after: ruleAt(60), after_unknown: {} },
};

/** A fake Terraform whose apply gives green 60 %: at once when it gets a signal, otherwise after two seconds. */
function slowTerraform(stubborn: boolean): void {
  const plan = JSON.stringify({ format_version: '1.2', resource_changes: [CHANGE] });
  const onInterrupt = stubborn ? '() => {}' : 'change';
  world.write(
    'terraform',
    `#!${process.execPath}
const { appendFileSync, mkdirSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
// Its ctl may be killed before it prints.
process.stdout.on('error', () => {});
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
appendFileSync(${JSON.stringify(join(world.root, 'calls'))}, args[0] + ' ' + process.pid + '\\n');
async function change() {
  const { arns } = JSON.parse(readFileSync(${JSON.stringify(join(world.root, '.teal/known/prod.json'))}, 'utf8'));
  const form = new URLSearchParams({ Action: 'ModifyRule', Version: '2015-12-01' });
  form.set('RuleArn', arns.rules.find((rule) => rule.role === 'production').arn);
  form.set('Actions.member.1.Type', 'forward');
  const groups = [['local-web-blue', 40], ['local-web-green', 60]];
  for (const [index, [name, weight]] of groups.entries()) {
    const group = 'Actions.member.1.ForwardConfig.TargetGroups.member.' + (index + 1);
    form.set(group + '.TargetGroupArn', arns.targetGroups[name]);
    form.set(group + '.Weight', String(weight));
  }
  const answer = await fetch('http://127.0.0.1:${world.sandbox.controlPort}/', { method: 'POST', headers: ${JSON.stringify(OWN_HEADERS)}, body: form });
  appendFileSync(${JSON.stringify(join(world.root, 'calls'))}, 'changed ' + answer.status + '\\n');
  process.exit(0);
}
({
  version: () => say({ terraform_version: '1.11.4' }),
  init: () => mkdirSync('.terraform', { recursive: true }),
  plan: () => {},
  show: () => process.stdout.write(${JSON.stringify(plan)}),
  apply: () => { process.on('SIGINT', ${onInterrupt}); setTimeout(change, 2000); say({ type: 'x' }); },
})[args[0]]();
`,
  );
  chmodSync(join(world.root, 'terraform'), 0o755);
}

/** Starts a shift through Terraform; returns once Terraform applies, with its process id. */
async function applying(): Promise<{ shift: Running; terraform: number }> {
  await world.ctl('status -e prod', { env });
  const shift = bundle.start(world.root, 'shift web -e prod --green 60', env);
  for (;;) {
    const found = /^apply (\d+)$/m.exec(world.read('calls'));
    if (found) return { shift, terraform: Number(found[1]) };
    if (shift.child.exitCode !== null) throw new Error((await shift.ended).err);
    await pause(50);
  }
}

async function expectRolledBack(): Promise<void> {
  expect(world.read('environments/prod.yaml')).toContain('green_weight: 0');
  expect(await world.json('status -e prod', { env })).toMatchObject({
    document: { lockedBy: null, services: [{ phase: 'steady', live: { blue: 100, green: 0 }, drift: [] }] },
  });
}

describe('a rollback during a terraform apply', () => {
  it('lets Terraform finish its current step, ends the shift, and corrects what it wrote', async () => {
    slowTerraform(false);
    const { shift, terraform } = await applying();
    const { code, out, err } = await world.ctl('rollback web -e prod --no-reconcile', { env });
    expect(out).toContain('web: everyone gets blue');
    expect(err).toContain('Traffic is back; stopping ctl shift');
    expect(err).toContain('Another change wrote in between; that was corrected and read back');
    expect(code).toBe(0);
    expect(world.read('calls')).toContain('changed 200');
    expect((await shift.ended).code).not.toBe(0);
    expect(isRunning(terraform)).toBe(false);
    await expectRolledBack();
  });

  it('stops a Terraform that still runs after its ctl was killed', async () => {
    slowTerraform(true);
    const { shift, terraform } = await applying();
    shift.child.kill('SIGKILL');
    await shift.ended;
    const { code, err } = await world.ctl('rollback web -e prod --no-reconcile', { env });
    expect(err).toContain(`stopping a Terraform that was left behind (process ${terraform}, prod-web)`);
    expect(code).toBe(0);
    expect(isRunning(terraform)).toBe(false);
    await expectRolledBack();
  });
});
