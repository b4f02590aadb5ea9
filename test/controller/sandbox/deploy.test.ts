// Deploying to a real sandbox through its control endpoint.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readCallerAccount } from '../../../controller/aws/caller-account';
import { createFunctions } from '../../../controller/aws/deployed-functions';
import { createRouter } from '../../../controller/aws/router';
import { deploySandbox } from '../../../controller/sandbox/deploy';
import type { SandboxChange } from '../../../controller/sandbox/change';
import { EXIT } from '../../../controller/core/errors';
import type { Environment, EnvironmentInput, Service } from '../../../environments/schema';
import { desiredRules } from '../../../routing';
import { startSandbox } from '../../../sandbox';
import type { Sandbox } from '../../../sandbox';
import { testContext } from '../../contract/context';
import { environmentOf, serviceOf } from '../aws/environment';
import { CREDENTIALS } from '../../helpers/credentials';

const root = mkdtempSync(join(tmpdir(), 'teal-deploy-'));
const context = testContext(root);
let sandbox: Sandbox;
let environment: Environment;
let number = 0;
let name = '';

const writeCode = (folder: string, version: number): void => {
  mkdirSync(join(root, 'environments', folder), { recursive: true });
  writeFileSync(
    join(root, 'environments', folder, 'index.js'),
    `exports.handler = async () => ({ statusCode: ${version} });`,
  );
};

/** A service of its own for each test, with a package per color. */
const service = (settings: Partial<EnvironmentInput['services'][string]> = {}): Service =>
  serviceOf(name, {
    blue_package: `${name}-blue`,
    green_package: `${name}-green`,
    handler: 'index.handler',
    runtime: 'nodejs20.x',
    priority: 100 * number,
    ...settings,
  });

const deploy = (one: Service, options: Partial<Parameters<typeof deploySandbox>[1]> = {}): Promise<SandboxChange[]> =>
  deploySandbox(environment, { context, services: [one], ...options });

const brief = (changes: readonly SandboxChange[]): string[] => changes.map((one) => `${one.action} ${one.resource}`);

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    controlPort: 0,
    credentials: CREDENTIALS,
    stateDir: join(root, 'state'),
    packagesDir: join(root, 'packages'),
    log: () => undefined,
  });
  environment = environmentOf(
    { target: 'sandbox', sandbox: { port: sandbox.port, control_port: sandbox.controlPort } },
    [],
    join(root, 'environments', 'test.yaml'),
  );
});

afterAll(() => sandbox.close());

beforeEach(() => {
  number += 1;
  name = `s${number}`;
  writeCode(`${name}-blue`, 201);
  writeCode(`${name}-green`, 202);
});

describe('deploySandbox', () => {
  it('creates everything in order, and changes nothing the second time', async () => {
    const both = ['blue', 'green'].flatMap((color) => [
      `create function test-${name}-${color}`,
      `create alias test-${name}-${color}:live`,
      `create target group test-${name}-${color}`,
      `create target test-${name}-${color}`,
    ]);
    const rules = [
      `create rule ${100 * number - 2} (${name} canary-0)`,
      `create rule ${100 * number} (${name} production)`,
    ];
    expect(brief(await deploy(service()))).toEqual([...both, ...rules]);
    expect(await deploy(service())).toEqual([]);
  });

  it('serves what it deployed', async () => {
    await deploy(service({ hostnames: [], paths: [`/${name}`] }));
    expect((await fetch(`http://127.0.0.1:${sandbox.port}/${name}`)).status).toBe(201);
  });

  it('only returns the changes in a dry run', async () => {
    expect(await deploy(service(), { dryRun: true })).toHaveLength(10);
    expect(await createFunctions(environment, context).deployed(`test-${name}-blue`)).toBeUndefined();
    expect(await deploy(service())).toHaveLength(10);
  });

  it('gives one color new code as a new version, and does not change the other', async () => {
    await deploy(service());
    const functions = createFunctions(environment, context);
    const before = await functions.deployed(`test-${name}-green`);
    writeCode(`${name}-green`, 203);
    writeCode(`${name}-blue`, 203);
    expect(brief(await deploy(service(), { colors: ['green'] }))).toEqual([
      `update function test-${name}-green`,
      `update alias test-${name}-green:live`,
    ]);
    const after = await functions.deployed(`test-${name}-green`);
    expect(before).toMatchObject({ version: '1', state: 'Active', lastUpdateStatus: 'Successful' });
    expect(after?.version).toBe('2');
    expect(after?.sha256).not.toBe(before?.sha256);
    expect((await functions.deployed(`test-${name}-blue`))?.version).toBe('1');
  });

  it('publishes changed settings too', async () => {
    await deploy(service());
    const changes = await deploy(
      service({ environment: { LEVEL: 'debug' }, green: { timeout: 7, reserved_concurrency: 3 } }),
    );
    expect(changes.map((one) => [one.resource, one.detail])).toEqual([
      [`function test-${name}-blue`, 'environment'],
      [`alias test-${name}-blue:live`, 'version 1 -> the next'],
      [`function test-${name}-green`, 'timeout, environment'],
      [`alias test-${name}-green:live`, 'version 1 -> the next'],
      [`function test-${name}-green`, 'reserved_concurrency 3'],
    ]);
    expect(brief(await deploy(service({ environment: { LEVEL: 'debug' }, green: { timeout: 7 } })))).toEqual([
      `update function test-${name}-green`,
    ]);
  });

  it('switches events to lists, and back', async () => {
    await deploy(service());
    expect(brief(await deploy(service({ multi_value_headers: true })))).toHaveLength(2);
    expect(brief(await deploy(service()))).toEqual([
      `update target group test-${name}-blue`,
      `update target group test-${name}-green`,
    ]);
  });

  it('changes rules in place', async () => {
    await deploy(service());
    expect(await deploy(service({ green_weight: 20 }))).toEqual([
      {
        resource: `rule ${100 * number} (${name} production)`,
        action: 'update',
        detail: `action: test-${name}-blue 80, test-${name}-green 20`,
      },
    ]);
    const router = await createRouter(environment, context);
    expect(await router.verify(desiredRules(service({ green_weight: 20 })))).toEqual([]);
  });

  it("changes nothing when a rule's priority is taken", async () => {
    await deploy(service());
    const rival = { ...service(), name: 'rival', family: 'rival' };
    await expect(deploy(rival)).rejects.toMatchObject({
      message: expect.stringContaining('which rival needs, is taken'),
      exitCode: EXIT.drift,
    });
    expect(await createFunctions(environment, context).deployed('rival-blue')).toBeUndefined();
  });

  it('refuses a container image and an unknown runtime', async () => {
    const image = service({ blue_image: 'example.com/app@sha256:0', blue_package: undefined });
    await expect(deploy(image)).rejects.toMatchObject({
      message: expect.stringContaining('a container image'),
      exitCode: EXIT.input,
    });
    await expect(deploy(service({ runtime: 'nodejs1.x' }))).rejects.toMatchObject({ exitCode: EXIT.input });
  });
});

describe('readCallerAccount', () => {
  it("reads the sandbox's own account", async () => {
    expect(await readCallerAccount(environment, context)).toBe('000000000000');
  });
});
