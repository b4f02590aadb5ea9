// The journal: what ctl history shows, also after a crash and when the clock goes back.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSandboxWorld } from '../helpers/context';
import { revisionFile } from '../helpers/journal';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
const ok = async (line: string, changes = {}): Promise<string> => {
  const { code, out, err } = await world.ctl(line, changes);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

beforeAll(async () => {
  world = await createSandboxWorld();
});
afterAll(() => world.close());

describe('ctl history', () => {
  it('is empty before the first change', async () => {
    expect(await ok('history')).toBe('local has no changes in the journal yet');
  });

  it('shows each change, newest first, with user and reason', async () => {
    await ok('deploy --yes');
    await ok('shift web --green 10');
    await ok('rollback web -m slow');
    const lines = (await ok('history web')).split('\n');
    expect(lines[0]).toMatch(/^rev +time +who +verb +service +to +via +result$/);
    expect(lines[1]).toMatch(/^4 +2030-01-02 03:04 UTC +tester +rollback +web +100\/0 +live +done$/);
    expect(lines[2]).toBe('     reason: slow');
    expect(lines[3]).toMatch(/^3 .* shift +web +90\/10 +live +done$/);
    expect(lines[4]).toMatch(/^1 .* deploy +web +100\/0 +sandbox +done$/);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('prints every entry with the code of both colors as JSON', async () => {
    expect(await world.json('history web --limit 1')).toMatchObject({
      code: 0,
      document: {
        environment: 'local',
        entries: [
          {
            revision: 4,
            verb: 'rollback',
            reason: 'slow',
            from: { weights: { green: 10 } },
            to: { weights: { green: 0 }, code: { blue: '../code/v1', green: '../code/v2' } },
          },
        ],
      },
    });
  });

  it('shows a reason and a name on their own lines, without what a terminal or GitHub Actions would obey', async () => {
    const file = revisionFile('local', 4);
    const good = world.read(file);
    const forged = {
      reason: 'bad\n::error::forged\n\u001b[2J9    2030-01-01 00:00:00  root',
      who: 'mal\nlory\u001b[8m',
    };
    world.write(file, JSON.stringify({ ...(JSON.parse(good) as object), ...forged }));
    for (const line of ['history web', 'status web']) {
      const text = await ok(line);
      expect(text).toContain('bad ::error::forged 9    2030-01-01 00:00:00  root');
      expect(text).toContain('mal lory');
      // eslint-disable-next-line no-control-regex
      expect(text).not.toMatch(/\u001b|^\s*::|^9 /m);
    }
    world.write(file, good);
  });

  it('refuses a service that is neither in the file nor in the journal, and suggests one', async () => {
    expect(await world.json('history wbe')).toMatchObject({
      code: 2,
      document: { error: { code: 'SERVICE_NOT_FOUND', hint: expect.stringContaining('Did you mean web?') } },
    });
  });

  it('still has the entries of a service that was removed from the file', async () => {
    const good = world.read('environments/local.yaml');
    world.write('environments/local.yaml', good.replace('  web:   #', '  front:   #'));
    expect(await ok('history web --limit 1')).toContain('rollback');
    world.write('environments/local.yaml', good);
  });

  it('keeps the order of writing and reports that the clock went back', async () => {
    await ok('shift web --green 20', { now: () => new Date('2029-01-01T00:00:00Z') });
    const lines = (await ok('history web --limit 2')).split('\n');
    expect(lines[1]).toMatch(/^5 +2029-01-01 00:00 UTC .* shift/);
    expect(lines[2]).toContain('the clock of this machine went back');
  });

  it.each<[string, string, string]>([
    ['an incomplete entry', '{"time":"2030-01-02T03', 'JOURNAL_DAMAGED'],
    ['an empty entry', '', 'JOURNAL_DAMAGED'],
    ['null', 'null', 'JOURNAL_DAMAGED'],
    ['an entry of another program', '{"schemaVersion":1,"rollouts":[{}]}', 'JOURNAL_DAMAGED'],
    ['an entry of a newer ctl', '{"schemaVersion":2}', 'STORE_NEWER'],
  ])('names %s; every change but a rollback is refused until it is restored', async (_title, text, code) => {
    const file = revisionFile('local', 4);
    const good = world.read(file);
    world.write(file, text);
    for (const line of ['history web', 'shift web --green 30', 'deploy --yes']) {
      expect(await world.json(line)).toMatchObject({ code: 1, document: { error: { code } } });
      expect((await world.ctl(line)).err).toContain(file);
    }
    const { code: exit, err } = await world.ctl('rollback web');
    expect({ exit, err }).toMatchObject({ exit: 0, err: expect.stringContaining('the journal cannot be read') });
    world.write(file, good);
    expect((await ok('history web')).split('\n')[1]).toMatch(/^\d+ .* rollback/);
  });

  it('names an entry that is missing in the middle, and a rollback works', async () => {
    const good = world.read(revisionFile('local', 2));
    rmSync(join(world.root, revisionFile('local', 2)));
    expect((await world.ctl('shift web --green 30')).err).toContain(revisionFile('local', 2));
    expect(await world.ctl('rollback web')).toMatchObject({ code: 0 });
    world.write(revisionFile('local', 2), good);
  });

  it('is a block for each entry in a narrow terminal, with its reason folded between words', async () => {
    await ok('shift web --green 30');
    const reason = 'the checkout page answers slowly since the shift, so that we look at it first';
    await world.ctl(['rollback', 'web', '-m', reason]);
    const out: string[] = [];
    const io = { out: (line: string) => void out.push(line), err: () => undefined, isTTY: false, color: false };
    await ok('history web --limit 1', { io: { ...io, columns: 60, confirm: () => Promise.resolve(false) } });
    expect(out.slice(0, 3)).toEqual([expect.stringMatching(/^rev: \d+$/), '  time: 2030-01-02 03:04 UTC', '  who: tester']);
    expect(out.slice(-2)).toEqual([
      '  reason: the checkout page answers slowly since the shift,',
      '    so that we look at it first',
    ]);
  });

  it.each(['0', '1.5', 'many'])('--limit %s is refused', async (limit) => {
    expect(await world.ctl(`history --limit ${limit}`)).toMatchObject({ code: 2 });
  });
});
