// A candidate that is not ready gets no traffic: the error names what is missing, and the file stays unchanged.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DeleteAliasCommand,
  DeleteFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { permitsTargetGroup } from '../../../controller/aws/lambda';
import { byHand } from '../helpers/by-hand';
import { createSandboxWorld, testContext } from '../helpers/context';
import { CREDENTIALS } from '../../helpers/credentials';

const FILE = 'environments/local.yaml';
const FunctionName = 'local-web-green';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let lambda: LambdaClient;

beforeAll(async () => {
  world = await createSandboxWorld();
  lambda = new LambdaClient({
    endpoint: `http://127.0.0.1:${world.sandbox.controlPort}`,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
});
beforeEach(async () => {
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

const UP = ['shift web --green 10', 'promote web', 'canary web'];

async function refused(message: RegExp): Promise<void> {
  for (const line of UP) {
    const before = world.read(FILE);
    const { code, err } = await world.ctl(line);
    expect({ line, code, err }).toMatchObject({ line, code: 3, err: expect.stringMatching(message) });
    expect(err).toContain('hint: ');
    expect(world.read(FILE)).toBe(before);
  }
  expect((await world.ctl('rollback web')).code).toBe(0);
}

describe('a candidate', () => {
  it('whose permission is gone', async () => {
    await lambda.send(new RemovePermissionCommand({ FunctionName, Qualifier: 'live', StatementId: 'load-balancer' }));
    await refused(/green is not ready for traffic:\n {2}permission: /);
  });

  it('whose alias is gone', async () => {
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    await refused(/alias: local-web-green has no alias live/);
  });

  it('whose function is gone', async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    await refused(/function: there is no function local-web-green/);
  });

  it('that throws is detected before users get it', async () => {
    world.write('code/bad/index.mjs', `export const handler = async () => { throw new Error('no database'); };\n`);
    expect((await world.ctl('stage web --package code/bad --yes')).code).toBe(0);
    await refused(/green fails when it is invoked: Error: no database$/m);
    world.write(FILE, world.read(FILE).replace('    # moved by ctl', '    warm_up: 0\n    # moved by ctl'));
    expect((await world.ctl('shift web --green 10')).code).toBe(0);
    expect((await world.ctl('rollback web')).code).toBe(0);
  });

  it('is not checked when it loses traffic', async () => {
    expect((await world.ctl('stage web --package code/v2 --yes')).code).toBe(0);
    expect((await world.ctl('shift web --green 50')).code).toBe(0);
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect((await world.ctl('shift web --green 10')).code).toBe(0);
    expect((await world.ctl('rollback web')).code).toBe(0);
  });
});

describe('ctl status', () => {
  it('of one service shows that a rollback would work, or what is missing', async () => {
    expect((await world.ctl('status web')).out).toContain('rollback → blue: would work now');
    await lambda.send(
      new RemovePermissionCommand({
        FunctionName: 'local-web-blue',
        Qualifier: 'live',
        StatementId: 'load-balancer',
      }),
    );
    expect((await world.ctl('status web')).out).toMatch(/rollback → blue: would not work now: permission: /);
  });

  it('shows that a rollback would not work where the production rule is gone', async () => {
    await byHand(world.sandbox.controlPort).remove(200);
    const fault = 'rollback → blue: would not work now: there is no production rule of its own at priority 200';
    for (const line of ['status web', 'status']) expect((await world.ctl(line)).out).toContain(fault);
    expect((await world.ctl('rollback web')).code).toBe(4);
  });

  it('of all services shows each whose function does not exist', async () => {
    expect((await world.ctl('status')).out).not.toContain('would not work');
    await lambda.send(new DeleteAliasCommand({ FunctionName: 'local-web-blue', Name: 'live' }));
    const { out } = await world.ctl('status');
    expect(out.match(/rollback → .*/g)).toEqual([
      'rollback → blue: would not work now: its function or alias does not exist',
    ]);
  });
});

describe('ctl doctor', () => {
  it('shows that a rollback would work, with exit 0', async () => {
    const { code, out } = await world.ctl('doctor web');
    expect(out).toMatch(/✓ web blue \(active\) +ready for all traffic/);
    expect(out).toMatch(/✓ rules +2 of 2 live rules match the file/);
    expect(out).toContain('A rollback in local would work now');
    expect(code).toBe(0);
  });

  it('shows what a rollback needs and what to type, with exit 5', async () => {
    await lambda.send(new DeleteAliasCommand({ FunctionName: 'local-web-blue', Name: 'live' }));
    const { code, out } = await world.ctl('doctor');
    expect(out).toMatch(/✗ web blue \(active\) +alias: local-web-blue has no alias live/);
    expect(out).toContain('→ ctl deploy -e local');
    expect(out).toContain('A rollback in local would not work for everything now');
    expect(code).toBe(5);
    expect(await world.json('doctor')).toMatchObject({ code: 5, document: { rollbackWorks: false } });
  });

  it('fits 60 columns, and continues a line below what it says', async () => {
    await lambda.send(new DeleteAliasCommand({ FunctionName: 'local-web-blue', Name: 'live' }));
    const lines: string[] = [];
    const { io } = testContext(world.root, lines, []);
    await world.ctl('doctor', { io: { ...io, columns: 60 } });
    expect(lines.filter((line) => line.length > 60 && line.trim().includes(' '))).toEqual([]);
    const text = lines.join('\n');
    expect(text).toMatch(/\n✗ web blue \(active\) {2}alias: [^✓✗]*\n {21}\S[^✓✗]*\n {21}→ ctl deploy -e local\n/);
    expect(text).toMatch(/for\s+everything\s+now:\s+see\s+✗\s+above$/);
  });

  it('shows that a candidate is missing, and that a rollback would still work', async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    const { code, out } = await world.ctl('doctor web');
    expect(out).toMatch(/✗ web green +function: there is no function local-web-green/);
    expect(code).toBe(0);
  });

  it('finds a sandbox that is down', async () => {
    const text = world.read(FILE);
    world.write(FILE, text.replace(/control_port: \d+/, 'control_port: 1'));
    const { code, out } = await world.ctl('doctor web');
    expect(out).toMatch(/✗ sandbox +port 1 does not answer\n.*→ ctl sandbox up --detach -e local/);
    expect(code).toBe(5);
    world.write(FILE, text);
  });
});

describe('a policy', () => {
  const statement = (arn: string): string =>
    JSON.stringify({
      Statement: [
        {
          Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
          Condition: { ArnLike: { 'AWS:SourceArn': arn } },
        },
      ],
    });

  it('only permits its own target group', () => {
    expect(permitsTargetGroup(statement('arn:tg/a'), 'arn:tg/a')).toBe(true);
    expect(permitsTargetGroup(statement('arn:tg/a'), 'arn:tg/b')).toBe(false);
    expect(permitsTargetGroup(undefined, 'arn:tg/a')).toBe(false);
  });
});
