// A version that was staged before comes back on the candidate as it was: its code and its settings.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';

const FILE = 'environments/local.yaml';
let world: SandboxWorld;
/** The id of the version with v2 and 512 MB. */
let id: string;

beforeEach(async () => {
  world = await createSandboxWorld();
  await ok('deploy --yes');
  await ok('stage web --package code/v2 --set memory_size=512 --env LEVEL=debug --yes');
  id = await candidateId();
  await ok('stage web --package code/v3 --set memory_size=256 --env LEVEL=info --yes');
});
afterEach(() => world.close());

const ok = async (line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

interface Listed {
  readonly id: string;
  readonly on: { readonly color: string } | null;
  readonly code: { readonly source: string };
  readonly settings: { readonly memory_size: number };
}
const listed = async (): Promise<readonly Listed[]> =>
  ((await world.json('versions web')).document as { versions: readonly Listed[] }).versions;
const onGreen = async (): Promise<Listed | undefined> => (await listed()).find(({ on }) => on?.color === 'green');
const candidateId = async (): Promise<string> => (await onGreen())?.id ?? '';

describe('ctl stage --restage', () => {
  it('brings code and settings back, and nothing is left to deploy', async () => {
    expect(await ok(`stage web --restage ${id} --yes`)).toContain(`${id} again (../code/v2)`);
    const now = await onGreen();
    expect(now?.id.slice(-6)).toBe(id.slice(-6));
    expect(now).toMatchObject({ code: { source: '../code/v2' }, settings: { memory_size: 512 } });
    expect(world.read(FILE)).toMatch(/LEVEL: debug/);
    await ok('promote web');
    expect(await get(world.sandbox.port, '/web')).toContain('v2');
    expect(await ok('deploy --yes')).toContain('nothing to change');
  });

  it('takes the kept package where the folder is gone', async () => {
    rmSync(join(world.root, 'code/v2'), { recursive: true });
    await ok(`stage web --restage ${id.slice(0, id.indexOf('-'))} --yes`);
    await ok('promote web');
    expect(await get(world.sandbox.port, '/web')).toContain('v2');
  });

  it('removes what the version does not have', async () => {
    await ok('stage web --set ephemeral_storage=1024 --yes');
    await ok(`stage web --restage ${id} --yes`);
    expect(world.read(FILE)).not.toContain('ephemeral_storage');
    expect((await onGreen())?.id.slice(-6)).toBe(id.slice(-6));
  });

  it('is refused for an id that was never staged, and beside other code or settings', async () => {
    const unknown = await world.json('stage web --restage v99-abcdef --yes');
    expect(unknown.document).toMatchObject({ error: { code: 'VERSION_NOT_FOUND' } });
    expect(JSON.stringify(unknown.document)).toContain('ctl versions web -e local');
    const beside = await world.json(`stage web --restage ${id} --set memory_size=128 --yes`);
    expect(beside.document).toMatchObject({ error: { code: 'USAGE' } });
  });

  it('refuses a version whose settings another place decides, and writes nothing', async () => {
    const before = world.read(FILE);
    world.write(FILE, before.replace('services:', 'defaults: { environment: { ADDED: here } }\nservices:'));
    const text = world.read(FILE);
    const { document } = await world.json(`stage web --restage ${id} --yes`);
    expect(document).toMatchObject({ error: { code: 'EDIT_INVALID' } });
    expect(JSON.stringify(document)).toContain('decides environment in a place');
    expect(world.read(FILE)).toBe(text);
  });
});
