// Two checkouts of one environment that share its store: neither undoes the other, and a stale one is told what it does not have.
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, createWorld, get } from '../helpers/context';
import type { SandboxWorld, World } from '../helpers/context';
import { forgetChanges, journalOf } from '../helpers/journal';

const FILE = 'environments/local.yaml';
let a: SandboxWorld;
let b: World;
let good: string;

beforeAll(async () => {
  a = await createSandboxWorld();
  good = a.read(FILE);
});
afterAll(() => a.close());

beforeEach(async () => {
  a.write(FILE, good);
  forgetChanges(a);
  // Whatever a test before left on a color with traffic is replaced.
  expect((await a.ctl('deploy --yes --in-place web/blue --in-place web/green')).code).toBe(0);
});
afterEach(() => b.remove());

/** A second checkout, as the first is now, on the same store. */
function clone(): World {
  const world = createWorld();
  for (const folder of ['environments', 'code'])
    cpSync(join(a.root, folder), join(world.root, folder), { recursive: true });
  mkdirSync(join(world.root, '.teal'));
  for (const folder of ['journal', 'locks', 'rollouts', 'versions']) {
    mkdirSync(join(a.root, '.teal', folder), { recursive: true });
    symlinkSync(join(a.root, '.teal', folder), join(world.root, '.teal', folder));
  }
  return world;
}

const ok = async (world: World, line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

/** Runs a change whose journal entry cannot be written. */
async function withoutJournal(line: string): Promise<void> {
  const folder = join(a.root, '.teal/journal/local');
  const takeAway = (step: string): void => {
    if (step !== 'verified') return;
    renameSync(folder, `${folder}.away`);
    a.write('.teal/journal/local', 'not a folder');
  };
  const blocked = await a.ctl(line, { boundary: takeAway });
  expect(blocked).toMatchObject({ code: 0, err: expect.stringContaining('NOT IN THE JOURNAL') });
  rmSync(folder);
  renameSync(`${folder}.away`, folder);
}

describe('a checkout from before a rollback', () => {
  beforeEach(async () => {
    await ok(a, 'shift web --green 50');
    b = clone();
    await ok(a, 'rollback web -m night');
  });

  it.each(['canary web --ip 127.0.0.3', 'shift web --green 60', 'promote web', 'deploy --yes', 'adopt web'])(
    'is refused %s, with who changed what since, and nothing moves',
    async (line) => {
      const before = b.read(FILE);
      const { code, document } = await b.json(line);
      expect({ code, document }).toMatchObject({ code: 4, document: { error: { code: 'STALE_CHECKOUT' } } });
      const { err } = await b.ctl(line);
      expect(err).toContain('web: green_weight is 50 in the file, 0 in the newest revision');
      expect(err).toContain('revision 4: ctl rollback by tester at 2030-01-02 03:04 UTC (night)');
      expect(err).toContain('ctl pull -e local');
      expect(b.read(FILE)).toBe(before);
      expect(await a.json('status web')).toMatchObject({ document: { services: [{ live: { green: 0 }, drift: [] }] } });
    },
  );

  it('sees in its status that it is stale', async () => {
    expect((await b.ctl('status')).out).toContain(
      'Changed by somebody else since this file: web; git pull, or ctl pull',
    );
    expect((await a.ctl('status')).out).not.toContain('Changed by somebody else');
  });

  it('is told by drift and doctor to pull, and not to restore an old file', async () => {
    const drift = await b.ctl('drift');
    expect(drift).toMatchObject({ code: 4, out: expect.stringContaining('The file is not the newest for web: ') });
    expect(drift.out).toContain('git pull, or ctl pull -e local, then compare again');
    expect(drift.out).not.toMatch(/ctl (deploy|adopt)/);
    await ok(a, 'stage web --package code/v3 --yes');
    expect((await b.ctl('drift')).out).not.toMatch(/ctl (deploy|adopt)/);
    expect((await b.ctl('doctor web')).out).toMatch(
      /✗ web green [^✓✗]*→ the file is not the newest: git pull, or\s+ctl pull/,
    );
    await ok(b, 'pull --yes');
    await ok(b, 'drift');
  });

  it('is brought up to date by a pull, with its comments, and goes on', async () => {
    expect(await ok(b, 'pull --dry-run')).toContain('web green_weight: 50 → 0');
    expect(b.read(FILE)).not.toBe(a.read(FILE));
    expect(await ok(b, 'pull')).toContain('web: is brought to revision 4');
    expect(b.read(FILE)).toBe(a.read(FILE));
    expect(await ok(b, 'pull')).toContain('the file is the newest revision already');
    await ok(b, 'shift web --green 10');
    expect((await a.ctl('shift web --green 20')).code).toBe(4);
    await ok(a, 'pull web');
    await ok(a, 'shift web --green 20');
  });

  it('is refused a deployment of an edit on top of its old state, after it has seen a newer one', async () => {
    await ok(b, 'pull');
    await ok(a, 'shift web --green 10');
    b.write(FILE, b.read(FILE).replace("green_package: '../code/v2'", "green_package: '../code/v3'"));
    expect(await b.json('deploy --yes')).toMatchObject({ document: { error: { code: 'STALE_CHECKOUT' } } });
  });
});

describe('a rollback in a checkout from before a settled release', () => {
  it('returns to the color that is the active one now, and brings the file up to that', async () => {
    b = clone();
    await ok(a, 'promote web');
    await ok(a, 'settle web');
    await ok(a, 'stage web --package code/v3 --yes');
    await ok(a, 'shift web --green 50');
    const { code, err } = await b.ctl('rollback web');
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('it is brought up to that first') });
    expect(await get(a.sandbox.port, '/web')).toBe('v2');
    expect(b.read(FILE)).toContain('active_color: green');
    expect(b.read(FILE)).toContain('blue_package: ../code/v3');
    expect((await b.ctl('drift')).code).toBe(0);
    expect(journalOf(a).at(-1)).toMatchObject({
      verb: 'rollback',
      from: { weights: { green: 50 } },
      to: { active: 'green' },
    });
  });

  it('uses its file when the journal cannot be read, and says so', async () => {
    b = clone();
    await ok(a, 'shift web --green 50');
    rmSync(join(b.root, '.teal/journal'));
    b.write('.teal/journal', 'not a folder');
    const { code, err } = await b.ctl('rollback web');
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('the file of this checkout counts') });
    expect(err).toContain('NOT IN THE JOURNAL');
    expect(await get(a.sandbox.port, '/web')).toBe('v1');
  });
});

describe('a change whose journal entry could not be written', () => {
  it.each(['rollback web', 'shift web --green 20'])(
    '(%s) is known on its checkout, and journaled with the next change',
    async (line) => {
      b = clone();
      await ok(a, 'shift web --green 50');
      await withoutJournal(line);
      await ok(a, 'canary web');
      expect((await a.ctl('drift')).code).toBe(0);
      expect(journalOf(a).at(-1)).toMatchObject({
        verb: 'canary',
        to: { weights: { green: line.startsWith('roll') ? 0 : 20 } },
      });
      expect(await b.json('shift web --green 60')).toMatchObject({ document: { error: { code: 'STALE_CHECKOUT' } } });
    },
  );
});

describe('a setting that was staged elsewhere', () => {
  const block = (text: string): string =>
    text.replace(
      '    active_color: blue\n',
      '    memory_size: 2048\n    green: { memory_size: 600, environment: { OLD: x } }\n    active_color: blue\n',
    );

  it('is written by a pull where the file has it, in the block of its color, and everything that changes is printed', async () => {
    a.write(FILE, block(a.read(FILE)));
    await ok(a, 'deploy --yes');
    b = clone();
    a.write(FILE, a.read(FILE).replace('OLD: x', 'NEW: y'));
    await ok(a, 'stage web --set memory_size=650 --yes');
    expect(await ok(b, 'pull --dry-run')).toContain('web green.memory_size: 600 → 650');
    const out = await ok(b, 'pull');
    expect(out).toContain('web environment.NEW: not set → another value');
    expect(out).toContain('web green.environment.OLD: set → not set');
    expect(await ok(b, 'plan')).toContain('nothing to change');
  });
});

describe('a settlement that is not in the journal', () => {
  it('is replaced by a pull only after a question, and else finished by the same command', async () => {
    b = clone();
    const lines = ['promote web', 'settle web', 'stage web --package code/v3 --yes', 'promote web'];
    for (const line of lines) await ok(a, line);
    await withoutJournal('settle web');
    expect(await a.ctl('pull')).toMatchObject({ code: 2, err: expect.stringContaining('active_color: blue → green') });
    expect(await ok(a, 'settle web')).toContain('the change that was cut off before is finished');
    expect(journalOf(a).at(-1)).toMatchObject({ verb: 'settle', from: { active: 'green' }, to: { active: 'blue' } });
    for (const line of ['rollback web', 'rollback web']) expect(await ok(a, line)).toContain('everyone gets blue');
  });
});

describe('an edit by hand', () => {
  beforeEach(async () => {
    b = clone();
    await ok(a, 'shift web --green 10');
    a.write(FILE, a.read(FILE).replace("green_package: '../code/v2'", "green_package: '../code/v3'"));
  });

  it.each(['shift web --green 20', 'promote web', 'canary web'])('is not taken along by %s', async (line) => {
    const { code, err } = await a.ctl(line);
    expect(code).toBe(4);
    expect(err).toContain('web: code of green is package ../code/v3 in the file, package ../code/v2 in the newest');
    expect(err).toContain('ctl deploy -e local takes the edit up');
  });

  it('is taken up by a deployment once its color has no traffic, which journals it', async () => {
    expect(await a.json('deploy --yes')).toMatchObject({ code: 3, document: { error: { code: 'SERVES_TRAFFIC' } } });
    await ok(a, 'rollback web');
    a.write(FILE, a.read(FILE).replace("green_package: '../code/v2'", "green_package: '../code/v3'"));
    await ok(a, 'deploy --yes');
    const entry = journalOf(a).findLast(({ service }) => service === 'web');
    expect(entry).toMatchObject({ verb: 'deploy', to: { code: { green: '../code/v3' } } });
    expect(entry?.to?.versions?.green).not.toBe(entry?.from?.versions?.green);
    await ok(a, 'shift web --green 20');
  });

  it('is replaced by a pull only after a question', async () => {
    expect(await a.ctl('pull')).toMatchObject({ code: 2, err: expect.stringContaining('code of green') });
    expect(a.read(FILE)).toContain('v3');
    await ok(a, 'pull --yes');
    expect(a.read(FILE)).toContain("green_package: '../code/v2'");
  });
});
