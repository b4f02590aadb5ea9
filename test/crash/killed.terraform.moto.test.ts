// Killed in the middle of a change through real Terraform: afterwards file, live rules and Terraform agree.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { terraformCommand } from '../helpers/needs';
import { bundleEntry } from './child';
import type { Bundle, Ended } from './child';

const environmentText = (url: string, listener: string): string => `target: aws
region: us-east-1
emulator_endpoint: ${url}
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    hostnames: [web.example.com]
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../examples/hello-node/v1
    green_package: ../examples/hello-node/v2
    whitelisted_ips: [127.0.0.2/32]
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

/** Ends a step that hangs. Long, so that no step fails because the machine is busy. */
const LONG = 15 * 60_000;

let moto: Moto;
let bundle: Bundle;
let root: string;

/** The variables of this process, such as those for Terraform. */
const environmentOfTests = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const ctl = (line: string, killAt = ''): Promise<Ended> =>
  bundle.run(root, line, { ...environmentOfTests(), KILL_AT: killAt });

const file = (): string => readFileSync(join(root, 'environments/test.yaml'), 'utf8');

/** Expects that the live rules match the file and that nobody holds the lock. */
async function expectAgreement(): Promise<void> {
  const status = await ctl('status -o json');
  expect(JSON.parse(status.out)).toMatchObject({ lockedBy: null, services: [{ drift: [] }] });
}

describe('killed in the middle of a change through Terraform', () => {
  beforeAll(async () => {
    moto = await startMoto();
    bundle = bundleEntry();
    root = mkdtempSync(join(tmpdir(), 'teal-crash-'));
    mkdirSync(join(root, 'environments'));
    cpSync(join(__dirname, '../../examples'), join(root, 'examples'), { recursive: true });
    writeFileSync(join(root, 'environments/test.yaml'), environmentText(moto.url, await makeListener(moto.url)));
    const deployed = await ctl('deploy --yes');
    expect({ code: deployed.code, err: deployed.err }).toMatchObject({ code: 0 });
  }, LONG);

  afterAll(async () => {
    await moto.stop();
    bundle.remove();
    rmSync(root, { recursive: true, force: true });
  });

  it(
    'a shift killed after it wrote the file is finished by the same shift',
    async () => {
      expect((await ctl('shift web --green 40', 'file-written')).signal).toBe('SIGKILL');
      expect(file()).toContain('green_weight: 40');
      const again = await ctl('shift web --green 40');
      expect({ code: again.code, err: again.err }).toMatchObject({ code: 0 });
      await expectAgreement();
    },
    LONG,
  );

  it(
    'a promotion killed after Terraform applied it is rolled back, and Terraform finds nothing to change',
    async () => {
      expect((await ctl('promote web', 'stack-applied')).signal).toBe('SIGKILL');
      const { code, out, err } = await ctl('rollback web');
      expect({ code, err }).toMatchObject({ code: 0 });
      expect(out).toContain('web: everyone gets blue');
      // Otherwise the plan of the rollback, by real Terraform, would be a warning.
      expect(err).not.toContain('warning:');
      await expectAgreement();
    },
    LONG,
  );

  it(
    'a rollout in the middle of its own terraform apply is ended by a rollback, and gives nobody the candidate',
    async () => {
      const began = join(root, 'apply-began');
      const slow = join(root, 'slow-terraform');
      const wait = `if [ "$1" = apply ]; then touch '${began}'; sleep 3; fi`;
      writeFileSync(slow, `#!/bin/sh\n${wait}\nexec '${terraformCommand()}' "$@"\n`, { mode: 0o755 });
      const start = 'rollout start web --via terraform --strategy 10:10m';
      const rollout = bundle.start(root, start, { ...environmentOfTests(), TERRAFORM_BINARY_NAME: slow });
      while (!existsSync(began)) await pause(50);
      const { code, out, err } = await ctl('rollback web');
      expect({ code, out, err }).toMatchObject({
        code: 0,
        out: expect.stringContaining('web: everyone gets blue'),
        err: expect.stringMatching(/rollout \S+ of web has ended/),
      });
      const ended = await rollout.ended;
      expect({ code: ended.code, err: ended.err }).toMatchObject({ code: 5 });
      expect(ended.out).toContain('rolled back: ctl rollback');
      expect(file()).toContain('green_weight: 0');
      await expectAgreement();
    },
    LONG,
  );
});
