// A world whose environment is on AWS, with its state in S3: the sandbox is its load balancer and its functions, and a script its
// Terraform.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIALS } from '../../helpers/credentials';
import { startAws } from './aws';
import { openWorld } from './worlds';
import type { MatrixWorld } from './worlds';
import type { Wire } from './wire';

const FILE = 'environments/prod.yaml';

/** Opens it: its services are those that `local` has deployed before. */
export async function openAwsWorld(wire: Wire): Promise<MatrixWorld> {
  const world = await openWorld(wire, { TERRAFORM_BINARY_NAME: 'teal-terraform' });
  const aws = await startAws(world.sandbox.controlPort, world.objects);
  await world.must('deploy -e local --yes');
  world.write(
    'terraform/teal-terraform',
    TERRAFORM.replace('ENDPOINT', aws.url).replace('KEY', CREDENTIALS.accessKeyId),
  );
  chmodSync(join(world.root, 'terraform/teal-terraform'), 0o755);
  world.write(FILE, environmentText(aws.url));
  await world.must('status -e prod');
  return {
    ...world,
    file: FILE,
    close: async () => {
      aws.close();
      await world.close();
    },
  };
}

const environmentText = (url: string): string => `target: aws
region: us-east-1
emulator_endpoint: ${url}
state: { bucket: acme-state }
network: { create: {} }
load_balancer: { create: { name: sandbox } }
services:
  web:
    family: local-web
    paths: [/web]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    timeout: 60
    whitelisted_ips: ["127.0.0.2/32"]
    alarms: { enabled: false }
    rollout:
      alarms: [on-call]
      hooks: { before_shift: [{ lambda: local-api-blue }, { http: '${url}/hook' }] }
      notify: [{ event_bus: releases }, { webhook: '${url}/news' }]
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
    blue_package: ../code/v1
    green_package: ../code/v2
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

/** Terraform, for the weights of one rule: it plans from the configuration and from its own state, and applies through the API. */
const TERRAFORM = `#!${process.execPath}
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const root = join(process.cwd(), '../../..');
const saved = join(root, 'terraform/weight');
const weight = existsSync(saved) ? Number(readFileSync(saved, 'utf8')) : 0;
const wanted = () => {
  const { resource = {} } = JSON.parse(readFileSync('cdk.tf.json', 'utf8'));
  const rules = Object.values(resource.aws_lb_listener_rule ?? {});
  const production = rules.find((rule) => String(rule.priority) === '200');
  const forward = [production?.action].flat()[0]?.forward;
  const groups = [forward].flat()[0]?.target_group ?? [];
  return groups.length === 2 ? Number(groups[1].weight) : undefined;
};
const arns = () => JSON.parse(readFileSync(join(root, '.teal/known/prod.json'), 'utf8')).arns;
const ruleAt = (green) => ({
  arn: arns().rules.find((rule) => rule.role === 'production').arn,
  priority: 200,
  condition: [{ path_pattern: [{ values: ['/web'] }] }],
  action: [{ type: 'forward', forward: [{ target_group: [
    { arn: arns().targetGroups['local-web-blue'], weight: 100 - green },
    { arn: arns().targetGroups['local-web-green'], weight: green },
  ] }] }],
});
const change = () => ({
  address: 'aws_lb_listener_rule.web-production', mode: 'managed', type: 'aws_lb_listener_rule', name: 'web-production',
  change: { actions: ['update'], before: ruleAt(weight), after: ruleAt(wanted()), after_unknown: {} },
});
async function apply() {
  const green = wanted();
  const form = new URLSearchParams({ Action: 'ModifyRule', Version: '2015-12-01', RuleArn: ruleAt(0).arn });
  form.set('Actions.member.1.Type', 'forward');
  for (const [index, [name, share]] of [['blue', 100 - green], ['green', green]].entries()) {
    const group = 'Actions.member.1.ForwardConfig.TargetGroups.member.' + (index + 1);
    form.set(group + '.TargetGroupArn', arns().targetGroups['local-web-' + name]);
    form.set(group + '.Weight', String(share));
  }
  const authorization = 'AWS4-HMAC-SHA256 Credential=KEY/20300102/us-east-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch('ENDPOINT/', { method: 'POST', headers: { authorization }, body: form });
  if (!answer.ok) process.exit(1);
  writeFileSync(saved, String(green));
  say({ type: 'apply_complete', '@message': 'web-production: complete', hook: { resource: { addr: 'aws_lb_listener_rule.web-production' } } });
}
({
  version: () => say({ terraform_version: '1.11.4' }),
  init: () => mkdirSync('.terraform/providers', { recursive: true }) ?? writeFileSync('.terraform.lock.hcl', ''),
  plan: () => {},
  show: () => say({ format_version: '1.2', resource_changes: wanted() === undefined || wanted() === weight ? [] : [change()] }),
  apply: () => void apply(),
})[process.argv[2]]();
`;
