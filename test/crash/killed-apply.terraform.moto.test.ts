// Everything is killed in the middle of `terraform apply`, between two calls to AWS: ctl, Terraform and the provider. Typed again, the
// command leaves the version behind each alias that the versions file names.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLambda } from '../../controller/aws/lambda';
import { describeUnproven, proveVersions } from '../../controller/versions/prove';
import { loadEnvironment } from '../../environments';
import { testContext } from '../contract/context';
import { startProxy } from '../faults/proxy';
import type { Proxy } from '../faults/proxy';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { terraformCommand } from '../helpers/needs';
import { bundleEntry } from './child';
import type { Bundle, Running } from './child';

const LONG = 240_000;

const environmentText = (url: string, listener: string): string => `target: aws
region: us-east-1
emulator_endpoint: ${url}
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    family: killed-apply-web
    hostnames: [web.example.com]
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    alarms: { enabled: false }
    memory_size: 128
    blue_package: ../examples/hello-node/v1
    green_package: ../examples/hello-node/v2
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

let moto: Moto;
let proxy: Proxy;
let bundle: Bundle;
let root: string;

const fileName = (): string => join(root, 'environments/test.yaml');
const loaded = () => loadEnvironment(fileName()).environment;

const start = (line: string): Running => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  return bundle.start(root, line, { ...(env as Record<string, string>), TERRAFORM_BINARY_NAME: join(root, 'tf') });
};

async function succeeds(line: string): Promise<void> {
  const { code, err } = await start(line).ended;
  expect({ line, code, err }).toEqual({ line, code: 0, err: expect.anything() });
}

/** Kills a command, and the Terraform that it runs with its provider, when a call to AWS is about to be made. */
async function killedAt(line: string, call: RegExp): Promise<void> {
  const running = start(line);
  let reached = false;
  proxy.fail(({ action }) => {
    if (!reached && call.test(action)) {
      reached = true;
      running.child.kill('SIGKILL');
      process.kill(-Number(readFileSync(join(root, 'terraform.pid'), 'utf8')), 'SIGKILL');
    }
    return reached ? 'hang' : undefined;
  });
  const { signal, err } = await running.ended;
  proxy.fail(() => undefined);
  expect({ signal, reached, err }).toEqual({ signal: 'SIGKILL', reached: true, err: expect.anything() });
}

beforeAll(async () => {
  moto = await startMoto();
  proxy = await startProxy(Number(new URL(moto.url).port));
  bundle = bundleEntry();
  root = mkdtempSync(join(tmpdir(), 'teal-killed-apply-'));
  mkdirSync(join(root, 'environments'));
  cpSync(join(__dirname, '../../examples'), join(root, 'examples'), { recursive: true });
  writeFileSync(fileName(), environmentText(`http://127.0.0.1:${proxy.port}`, await makeListener(moto.url)));
  const lines = [`echo $$ > '${join(root, 'terraform.pid')}'`, `exec '${terraformCommand()}' "$@"`];
  writeFileSync(join(root, 'tf'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  await succeeds('deploy --yes');
}, LONG);

afterAll(async () => {
  await proxy.close();
  await moto.stop();
  bundle.remove();
  rmSync(root, { recursive: true, force: true });
});

const green = (call: string): RegExp => new RegExp(`${call.replace('GREEN', '/functions/killed-apply-web-green')}$`);

describe('killed in the middle of the apply of', () => {
  it.each([
    ['code, before it is updated', 'stage web --package examples/hello-node/v3 --yes', green('PUT .*GREEN/code')],
    ['settings, before they are published', 'stage web --set memory_size=512 --yes', green('POST .*GREEN/versions')],
    ['settings, before the alias moves', 'stage web --set memory_size=1024 --yes', green('PUT .*GREEN/aliases/live')],
  ])(
    '%s',
    async (_what, line, call) => {
      const context = testContext(root, { env: process.env });
      const lambda = await openLambda(loaded(), context);
      const stable = await lambda.alias('killed-apply-web-blue');
      await killedAt(line, call);
      expect(await lambda.alias('killed-apply-web-blue')).toEqual(stable);
      await succeeds(line);
      expect(await lambda.alias('killed-apply-web-blue')).toEqual(stable);
      expect((await proveVersions(context, loaded())).unproven.map(describeUnproven)).toEqual([]);
      // The file asks for what green has, and nothing is left to apply.
      const { code, out } = await start('plan web -o json').ended;
      expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: 0, changed: false });
    },
    LONG,
  );
});
