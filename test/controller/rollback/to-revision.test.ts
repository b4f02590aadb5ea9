// ctl rollback --to: restores the routing of an earlier revision of the journal, if the colors still run the same code.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import { journalOf } from '../helpers/journal';
import { CREDENTIALS } from '../../helpers/credentials';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;

const run = async (line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

beforeAll(async () => {
  world = await createSandboxWorld();
  await run('deploy --yes'); // revisions 1 (web) and 2 (api)
  await run('canary web --ip 127.0.0.3'); // 3
  await run('shift web --green 30'); // 4
  await run('promote web'); // 5
  await run('settle web'); // 6
}, 60_000);

afterAll(() => world.close());

describe('a rollback to a revision', () => {
  it('restores active color, split, canary and addresses', async () => {
    expect(await run('rollback web --to 4')).toMatch(
      /web: 70 % get blue \((v\d+-\w+, )?package \.\.\/code\/v1\), 30 % get green/,
    );
    expect(world.read(FILE)).toContain('active_color: blue');
    expect(world.read(FILE)).toContain('green_weight: 30');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v2');
  });

  it('uses the state before the next change when the service had no earlier change', async () => {
    await run('rollback web --to 1');
    expect(world.read(FILE)).toContain('green_weight: 0');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
  });

  it('reports that nothing changed when the state is the same', async () => {
    expect(await run('rollback web --to 1')).toContain('No change');
  });

  it.each(['0', '99', 'three', '-1', '1.5'])('refuses revision %s, which does not exist', async (revision) => {
    const { code, err } = await world.ctl(`rollback web --to=${revision}`);
    expect(err).toContain(`has no revision "${revision}"`);
    expect(code).toBe(2);
  });

  it('is refused for a service without an entry in the journal', async () => {
    const { code, err } = await world.ctl('rollback api --to 1');
    expect(err).toContain('api: the journal does not say how api was in revision 1');
    expect(code).toBe(3);
  });

  describe('that gives the candidate traffic', () => {
    const good = () => world.read(FILE);
    const withRollout = (text: string): void =>
      world.write(FILE, good().replace(/^services:/m, `defaults: { rollout: ${text} }\nservices:`));
    const refused = async (line: string, message: string, code: number): Promise<void> => {
      const before = world.read(FILE);
      const ran = await world.ctl(line);
      expect(ran.err).toContain(message);
      expect(ran.code).toBe(code);
      expect(world.read(FILE)).toBe(before);
      expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
    };
    afterEach(async () => {
      world.write(FILE, good().replace(/^defaults: .*\n/m, ''));
      await run('rollback web');
    });

    it('is refused in a freeze, unless that is overridden with a reason', async () => {
      withRollout('{ freeze: [{ weekly: { days: [wed], from: "03:00", to: "04:00", reason: backups } }] }');
      await refused('rollback web --to 4', 'local is frozen until 2030-01-02 04:00 UTC (backups)', 3);
      await refused('rollback web --to 4 --dry-run', 'local is frozen', 3);
      await refused('rollback web --to 4 --override-freeze', '--override-freeze needs a reason', 2);
      await run('rollback web --to 4 --override-freeze -m outage');
      expect(journalOf(world).at(-1)).toMatchObject({
        verb: 'rollback',
        reason: 'outage',
        overrode: expect.stringContaining('backups'),
      });
      expect(await run('rollback web --to 1')).toContain('everyone gets blue');
    });

    it('is refused when another environment has not run the code yet', async () => {
      world.write(
        'environments/staging.yaml',
        good().replace(/^sandbox: .*$/m, 'sandbox: { port: 9, control_port: 10 }'),
      );
      withRollout('{ requires: { environment: staging, baked: 30m } }');
      await refused('rollback web --to 4 -e local', 'green may not get traffic yet: staging must have run it', 3);
      rmSync(join(world.root, 'environments/staging.yaml'));
    });

    it('is refused when the candidate could not take requests', async () => {
      const { LambdaClient, DeleteFunctionCommand } = await import('@aws-sdk/client-lambda');
      const endpoint = `http://127.0.0.1:${world.sandbox.controlPort}`;
      const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS });
      await lambda.send(new DeleteFunctionCommand({ FunctionName: 'local-web-green' }));
      await refused('rollback web --to 4', 'web: green is not ready for traffic', 3);
      await run('deploy --yes');
    });
  });

  it('is refused when a color that had users was given other code by hand', async () => {
    const before = world.read(FILE);
    world.write(FILE, before.replace("green_package: '../code/v2'", "green_package: '../code/v3'"));
    await run('deploy --yes');
    const { code, err } = await world.ctl('rollback web --to 4');
    expect(err).toMatch(/green ran v\d+-\w+, ..\/code\/v2 then and has v\d+-\w+, ..\/code\/v3 now/);
    expect(code).toBe(3);
    world.write(FILE, before);
    await run('deploy --yes');
    expect(await run('rollback web --to 4')).toContain('30 % get green');
    await run('rollback web');
  });

  it('is refused when a color that had users runs other code now, and changes nothing', async () => {
    await run('stage web --package code/v3 --yes');
    const before = world.read(FILE);
    const { code, err } = await world.ctl('rollback web --to 4');
    expect(err).toContain('web: green had users in revision 4 and runs something else now');
    expect(err).toContain('ctl stage web --restage');
    expect(code).toBe(3);
    expect(world.read(FILE)).toBe(before);
  });
});
