// A whole release through ctl, against a real sandbox: its output, the file, and which version each client gets.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import { journalOf } from '../helpers/journal';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
const FILE = 'environments/local.yaml';

beforeAll(async () => {
  world = await createSandboxWorld();
});

afterAll(() => world.close());

const run = async (line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

describe('a release in the sandbox', () => {
  it('plans, deploys, and has nothing left to do', async () => {
    expect((await world.ctl('plan --detailed-exitcode')).code).toBe(2);
    await run('deploy --yes');
    expect((await world.ctl('plan --detailed-exitcode')).code).toBe(0);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('shows the candidate to whitelisted addresses only', async () => {
    await run('canary web --ip 127.0.0.3');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v2');
    expect(await get(world.sandbox.port, '/web', '127.0.0.2')).toBe('v1');
    expect(world.read(FILE)).toContain('whitelisted_ips: ["127.0.0.3/32"]');
  });

  it('divides, promotes, rolls back and promotes again', async () => {
    await run('shift web --candidate 50');
    expect(world.read(FILE)).toContain('green_weight: 50');
    await run('promote web');
    expect(await get(world.sandbox.port, '/web')).toBe('v2');
    await run('rollback web -m slow');
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
    await run('promote web');
    expect(await get(world.sandbox.port, '/web')).toBe('v2');
  });

  it('stages the next version on the color that was active, after settling', async () => {
    const out = await run('stage web --package code/v3 --yes');
    expect(out).toContain('after settling on green');
    expect(world.read(FILE)).toContain('blue_package: ../code/v3');
    expect(world.read(FILE)).toContain('active_color: green');
    expect(await get(world.sandbox.port, '/web')).toBe('v2');
    await run('promote web');
    expect(await get(world.sandbox.port, '/web')).toBe('v3');
    await run('settle web');
  });

  it('leaves the rest of the file unchanged', () => {
    const text = world.read(FILE);
    expect(text).toContain('  web:   # the front');
    expect(text).toContain("green_package: '../code/v2'");
    expect(text).toContain('    # moved by ctl');
  });

  it('keeps a journal of each change, with user and reason', () => {
    const rollback = journalOf(world).find((entry) => entry.verb === 'rollback');
    expect(rollback).toMatchObject({ who: 'tester', service: 'web', reason: 'slow', via: 'live', result: 'done' });
    expect(rollback).toMatchObject({ from: { phase: 'promoted' }, to: { phase: 'steady' } });
  });

  it('releases another service independently', async () => {
    await run('stage api --package code/v2 --yes');
    await run('shift api --green 100');
    expect(await get(world.sandbox.port, '/api')).toBe('v2');
    expect(await get(world.sandbox.port, '/web')).toBe('v3');
  });

  it('rolls every service back at once, and again without a change', async () => {
    await run('rollback --all');
    expect(await get(world.sandbox.port, '/api')).toBe('v1');
    expect(await run('rollback --all')).toContain('No change');
  });

  it('puts new content of the same folder on the candidate only when it is staged', async () => {
    world.write('code/v2/index.mjs', `export const handler = async () => ({ statusCode: 200, body: 'v2b' });\n`);
    await run('promote api');
    expect(await get(world.sandbox.port, '/api')).toBe('v2');
    await run('rollback api');
    await run('stage api --package code/v2 --yes');
    await run('promote api');
    expect(await get(world.sandbox.port, '/api')).toBe('v2b');
  });
});
