// Stacks that are unchanged since they were last applied, with real Terraform and the state in a bucket or in files: a second deployment
// runs Terraform for none of them, and whoever else applies makes ctl plan again.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeCdktfJson } from '../../bench/environments';
import { createWorld } from '../controller/helpers/context';
import type { World } from '../controller/helpers/context';
import { makeBucket } from '../helpers/bucket';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { terraformCommand } from '../helpers/needs';

const LONG = 240_000;
const FILE = 'environments/test.yaml';
const BUCKET = 'acme-state';
const STACKS = ['test', 'test-web'];
const STATES = { 'in a bucket': `state: { bucket: ${BUCKET} }`, 'in files': '' } as const;

const environmentText = (url: string, listener: string, state: string): string => `region: us-east-1
emulator_endpoint: ${url}
${state}
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    family: unchanged-web
    paths: [/web*]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    alarms: { enabled: false }
    memory_size: 128
    blue_package: ../code/v1
    active_color: blue
    green_weight: 0
`;

/** A checkout whose Terraform writes down its commands. */
function createCheckout(text: string): World {
  const world = createWorld();
  world.write('code/v1/index.mjs', `export const handler = () => 'v1';`);
  world.write(FILE, text);
  writeCdktfJson(world.root);
  const lines = [`echo "$1 $(basename "$PWD")" >> '${join(world.root, 'calls')}'`, `exec '${terraformCommand()}' "$@"`];
  writeFileSync(join(world.root, 'tf'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return world;
}

/** Runs ctl; returns its document, and the commands of Terraform other than for its version, with their stacks. */
async function ctl(world: World, line: string) {
  world.write('calls', '');
  const env = { ...process.env, USER: 'tester', TERRAFORM_BINARY_NAME: join(world.root, 'tf') };
  const { code, document } = await world.json(line, { env });
  const calls = world.read('calls').trim().split('\n');
  return { code, document, calls: calls.filter((call) => !call.startsWith('version ')) };
}

/** Runs Terraform by hand in the folder of the service's stack. */
const byHand = (world: World, ...args: string[]): Promise<unknown> =>
  promisify(execFile)(terraformCommand(), args, { cwd: join(world.root, 'cdktf.out/stacks/test-web') });

const NOTHING = { code: 0, calls: [], document: { changed: false, changes: [], unplanned: STACKS } };

describe.each(Object.entries(STATES))('with the state %s', (_, state) => {
  let moto: Moto;
  let world: World;
  let other: World;

  beforeAll(async () => {
    moto = await startMoto();
    await makeBucket(moto.url, BUCKET);
    const text = environmentText(moto.url, await makeListener(moto.url), state);
    world = createCheckout(text);
    other = createCheckout(text);
  }, LONG);
  afterAll(async () => {
    await moto.stop();
    world.remove();
    other.remove();
  });

  it(
    'a deployment plans nothing once the published versions are written down, which the first one did at its end',
    async () => {
      expect(await ctl(world, 'deploy --yes')).toMatchObject({ code: 0, document: { changed: true, unplanned: [] } });
      expect(existsSync(join(world.root, 'terraform.test-web.tfstate'))).toBe(state === '');
      expect(await ctl(world, 'deploy --yes')).toMatchObject({
        code: 0,
        document: { changed: false, unplanned: ['test'] },
      });
      expect(await ctl(world, 'deploy --yes')).toMatchObject(NOTHING);
    },
    LONG,
  );

  it(
    'another checkout knows of it where it shares the state, and else plans its own',
    async () => {
      const shared = state === '' ? { code: 0, document: { changed: true, unplanned: [] } } : NOTHING;
      expect(await ctl(other, 'plan')).toMatchObject(shared);
    },
    LONG,
  );

  // What tells that a state is another one does not depend on who wrote it: once is enough.
  if (state !== '')
    it(
      'what somebody else applied is found by a plan, and deployed',
      async () => {
        const configuration = join(world.root, 'cdktf.out/stacks/test-web/cdk.tf.json');
        writeFileSync(
          configuration,
          readFileSync(configuration, 'utf8').replaceAll('"retention_in_days": 30', '"retention_in_days": 7'),
        );
        await byHand(world, 'apply', '-input=false', '-auto-approve');
        const planned = await ctl(world, 'plan');
        expect(planned).toMatchObject({ code: 0, document: { changed: true, unplanned: ['test'] } });
        expect(planned.calls).toContain('plan test-web');
        expect(await ctl(world, 'deploy --yes')).toMatchObject({ code: 0, document: { changed: true } });
        expect(await ctl(world, 'plan')).toMatchObject(NOTHING);
      },
      LONG,
    );

  it(
    'a state that lost a resource, as after an apply that was cut off, is planned',
    async () => {
      await byHand(world, 'state', 'rm', 'aws_lambda_alias.alias-blue');
      expect((await ctl(world, 'plan')).calls).toContain('plan test-web');
    },
    LONG,
  );
});
