// Plans and deployments of stacks that are unchanged since they were last applied, with a script in place of Terraform that counts its
// runs, and the sandbox as the emulator of AWS.
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { LOGIN } from '../../helpers/listener-rules';
import { startRulesOfOthers } from '../../helpers/rules-of-others';
import { byHand } from '../helpers/by-hand';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { keepWorld } from '../helpers/keep-world';
import type { KeptWorld } from '../helpers/keep-world';

const FILE = 'environments/prod.yaml';
const STACKS = ['prod', 'prod-web', 'prod-api'];
const NO_CHANGE = { changed: false, changes: [] };

let world: SandboxWorld;
let env: Context['env'];
/** The world before its first deployment, and after it, so that every stack is recorded. */
let fresh: KeptWorld;
let recorded: KeptWorld;

beforeAll(async () => {
  world = await createSandboxWorld();
  await world.ctl('deploy -e local --yes');
  world.write(FILE, prod(world.sandbox.controlPort));
  env = { PATH: process.env['PATH'], HOME: world.root, USER: 'tester', TERRAFORM_BINARY_NAME: join(world.root, 'tf') };
  for (const stack of STACKS) world.write(`terraform.${stack}.tfstate`, `{"stack": "${stack}", "serial": 1}`);
  terraform();
  fresh = keepWorld(world);
  await deployed();
  recorded = keepWorld(world);
});
afterAll(async () => {
  await world.close();
  for (const kept of [fresh, recorded]) kept.remove();
});

/** The services of the sandbox on AWS, with the sandbox as its emulator. */
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
    memory_size: 512
    whitelisted_ips: ["127.0.0.2/32"]
    blue_package: ../code/v1
    green_package: ../code/v2
    active_color: blue
    green_weight: 0
  api:
    family: local-api
    paths: [/api]
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../code/v1
    active_color: blue
    green_weight: 0
`;

/** What a fake Terraform shows of a plan: nothing, or an alias that moves. */
const NO_CHANGES = JSON.stringify({ format_version: '1.2', resource_changes: [] });
const [before, after] = ['1', '2'].map((version) => ({ function_name: 'local-web-green', function_version: version }));
const change = { actions: ['update'], before, after, after_unknown: {} };
const alias = { address: 'aws_lambda_alias.alias-green', type: 'aws_lambda_alias', name: 'alias-green', change };
const ONE_CHANGE = JSON.stringify({ format_version: '1.2', resource_changes: [alias] });

/** A fake Terraform: in the stacks of `changing` it plans a change, which `apply`, a line of a shell, makes. */
function terraform(changing: readonly string[] = [], apply = ':', version = '1.11.4'): void {
  world.write(
    'tf',
    `#!/bin/sh
stack=\${PWD##*/}
echo "$1 $stack" >> '${join(world.root, 'calls')}'
case $1 in
  version) echo '{"terraform_version": "${version}"}' ;;
  init) /bin/mkdir -p .terraform ;;
  show) case ' ${changing.join(' ')} ' in *" $stack "*) echo '${ONE_CHANGE}' ;; *) echo '${NO_CHANGES}' ;; esac ;;
  apply) ${apply} ;;
esac
`,
  );
  chmodSync(join(world.root, 'tf'), 0o755);
}

/** Writes the state of the stack as an apply does, with another text each time. */
const APPLIES = 'echo "$stack $$" > "../../../terraform.$stack.tfstate";';

/** Runs ctl; returns its document, and what Terraform was run for: the commands, and the stacks that were planned. */
async function ctl(line: string, more: Context['env'] = {}) {
  world.write('calls', '');
  const { code, document } = await world.json(`${line} -e prod`, { env: { ...env, ...more } });
  const calls = world.read('calls').trim().split('\n');
  const planned = calls.flatMap((call) => (call.startsWith('plan ') ? [call.slice('plan '.length)] : []));
  return { code, document, planned, commands: new Set(calls.map((call) => call.split(' ')[0])) };
}

/** The file with another text in place of a part of it. */
const edit = (from: string, to: string): void => world.write(FILE, world.read(FILE).replace(from, to));

/** Deploys, so that every stack is recorded. */
async function deployed(): Promise<void> {
  expect(await ctl('deploy --yes')).toMatchObject({ code: 0, planned: STACKS, document: { unplanned: [] } });
}

describe('stacks that are unchanged since they were last applied', () => {
  beforeEach(() => recorded.restore());

  it('are not planned, and Terraform is only asked for its version', async () => {
    for (const line of ['deploy --yes', 'plan', 'deploy --dry-run']) {
      expect(await ctl(line)).toEqual({
        code: 0,
        planned: [],
        commands: new Set(['version']),
        document: expect.objectContaining({ ...NO_CHANGE, unplanned: STACKS }),
      });
    }
  });

  it('are counted in the output, and said to be planned with --refresh', async () => {
    expect(await world.ctl('plan -e prod', { env })).toMatchObject({
      code: 0,
      out: 'prod: nothing to change\n3 stacks unchanged since they were last applied (--refresh plans them too)',
    });
    edit('memory_size: 512', 'memory_size: 256');
    edit('family: local-api', 'family: local-api\n    memory_size: 256');
    expect((await world.ctl('plan -e prod', { env })).out).toContain('1 stack unchanged since it was last applied');
  });

  it('are all planned with --refresh', async () => {
    for (const line of ['plan --refresh', 'deploy --yes --refresh'])
      expect(await ctl(line)).toMatchObject({ code: 0, planned: STACKS, document: { unplanned: [] } });
    expect(await ctl('plan')).toMatchObject({ planned: [] });
  });

  it('are skipped one by one: an edit plans its own service', async () => {
    edit('memory_size: 512', 'memory_size: 256');
    const unplanned = ['prod', 'prod-api'];
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'], document: { unplanned } });
    expect(await ctl('plan')).toMatchObject({ planned: [] });
  });

  it('are planned when the code in a folder changed', async () => {
    world.write('code/v2/index.mjs', 'export const handler = () => "other";\n');
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
  });

  it('are planned when somebody else applied: their state is another one', async () => {
    world.write('terraform.prod-api.tfstate', '{"stack": "prod-api", "serial": 2}');
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-api'] });
  });

  it("are planned when the foundation's state is another one, since they read its outputs", async () => {
    world.write('terraform.prod.tfstate', '{"stack": "prod", "serial": 2}');
    expect(await ctl('plan')).toMatchObject({ planned: STACKS });
    expect(await ctl('plan')).toMatchObject({ planned: [] });
  });

  it('are planned when the foundation has changes', async () => {
    edit(
      'load_balancer: { create: { name: sandbox } }',
      'load_balancer: { create: { name: sandbox, idle_timeout: 61 } }',
    );
    terraform(['prod'], APPLIES);
    expect(await ctl('plan')).toMatchObject({ planned: STACKS });
    expect(await ctl('deploy --yes')).toMatchObject({ code: 0, planned: STACKS });
    terraform();
    expect(await ctl('deploy --yes')).toMatchObject({ planned: [], document: { unplanned: STACKS } });
  });

  it('are planned while their state is locked, and when a killed Terraform left its lock', async () => {
    world.write('.terraform.prod-web.tfstate.lock.info', '{}');
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
  });

  it.each([
    ['is no JSON', '<<<<<<<'],
    ['is of another version', '{"version": 2}'],
    ['is empty', ''],
  ])('are planned when their record %s', async (_, text) => {
    const files = readdirSync(join(world.root, '.teal/applied')).filter((name) => name.startsWith('prod-web.json'));
    for (const file of files) world.write(`.teal/applied/${file}`, text);
    expect(await ctl('plan')).toMatchObject({ code: 0, planned: ['prod-web'] });
    expect(await ctl('plan')).toMatchObject({ planned: [] });
  });

  it('are planned when the records cannot be read', async () => {
    world.write('.teal/applied/prod-web.json.999/a', '');
    expect(await ctl('plan')).toMatchObject({ code: 0, planned: STACKS });
  });

  it('are planned by another version of Terraform', async () => {
    terraform([], '', '1.12.0');
    expect(await ctl('plan')).toMatchObject({ planned: STACKS });
  });

  it.each([{ TF_CLI_ARGS_plan: '-target=x' }, { TF_WORKSPACE: 'other' }])(
    'are planned with %j, and such a plan is not recorded',
    async (variables) => {
      expect(await ctl('plan', variables)).toMatchObject({ planned: STACKS });
      edit('memory_size: 512', 'memory_size: 256');
      await ctl('plan', variables);
      expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
    },
  );

  it('are planned when a file of Terraform lies beside their configuration', async () => {
    world.write('cdktf.out/stacks/prod-web/more_override.tf', '');
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
  });

  it('are planned when a live rule is not that of the file, which a deployment restores', async () => {
    await byHand(world.sandbox.controlPort).setWeights(200, 40, 60);
    expect(await ctl('plan')).toMatchObject({ code: 0, planned: ['prod-web'] });
  });

  it('are all planned when the rules cannot be read', async () => {
    edit('load_balancer: { create: { name: sandbox } }', 'load_balancer: { create: { name: gone } }');
    expect(await ctl('plan')).toMatchObject({ planned: STACKS });
    expect(await ctl('plan')).toMatchObject({ planned: STACKS });
  });
});

describe('a login of others on a rule', () => {
  beforeEach(() => fresh.restore());

  it('has the service planned, since a deployment takes it away', async () => {
    const others = await startRulesOfOthers(world.sandbox.controlPort);
    try {
      world.write(FILE, prod(others.port));
      await deployed();
      others.put(200, { actions: [LOGIN] });
      expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
    } finally {
      others.close();
    }
  });
});

describe('an apply', () => {
  beforeEach(() => recorded.restore());

  it('records the stack that it applied', async () => {
    await fresh.restore();
    terraform(['prod-web'], APPLIES);
    await deployed();
    expect(await ctl('plan')).toMatchObject({ planned: [], document: { unplanned: STACKS } });
  });

  it.each([
    ['fails', 'exit 1'],
    ['is killed after it changed something and before it wrote the state', 'kill -9 $$'],
    ['is killed after it wrote a part of the state', `${APPLIES} kill -9 $$`],
  ])('that %s leaves no record, not even an earlier one of inputs that come back', async (_, apply) => {
    edit('memory_size: 512', 'memory_size: 256');
    terraform(['prod-web'], apply);
    expect(await ctl('deploy --yes')).toMatchObject({ code: 1, planned: ['prod-web'] });
    edit('memory_size: 256', 'memory_size: 512');
    terraform();
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
    expect(await ctl('plan')).toMatchObject({ planned: [] });
  });

  it('that another one followed before its state was identified is not recorded', async () => {
    edit('memory_size: 512', 'memory_size: 512\n    log_retention_days: 7');
    terraform(['prod-web'], `${APPLIES} echo '{}' > ../../../.terraform.prod-web.tfstate.lock.info`);
    expect(await ctl('deploy --yes')).toMatchObject({ code: 0 });
    terraform();
    world.write('.terraform.prod-web.tfstate.lock.info', '');
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
  });

  it('by a verb records the stack, and leaves no record when it fails', async () => {
    terraform(['prod-web'], APPLIES);
    // This Terraform moves no alias, which the proof of the version notices.
    expect(await ctl('stage web --package code/v3 --yes')).toMatchObject({
      code: 5,
      planned: ['prod-web', 'prod-web'],
    });
    terraform();
    expect(await ctl('plan')).toMatchObject({ planned: [] });
    terraform(['prod-web'], 'exit 1');
    expect(await ctl('stage web --package code/v2 --yes')).toMatchObject({ code: 1, planned: ['prod-web'] });
    edit('green_package: ../code/v2', 'green_package: ../code/v3');
    terraform();
    expect(await ctl('plan')).toMatchObject({ planned: ['prod-web'] });
  });
});
