// The journal: what ctl history shows, also after a crash and when the clock goes back.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandboxWorld } from '../helpers/context';

const JOURNAL = '.teal/journal/local.jsonl';
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
    expect(lines[1]).toMatch(/^3 +2030-01-02 03:04:05 +tester +rollback +web +100\/0 +live +done$/);
    expect(lines[2]).toBe('     reason: slow');
    expect(lines[3]).toMatch(/^2 .* shift +web +90\/10 +live +done$/);
    expect(lines[4]).toMatch(/^1 .* deploy +\(all\) +- +sandbox +done$/);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('prints every entry with the code of both colors as JSON', async () => {
    expect(await world.json('history web --limit 1')).toMatchObject({
      code: 0,
      document: {
        environment: 'local',
        entries: [
          {
            revision: 3,
            verb: 'rollback',
            reason: 'slow',
            from: { weights: { green: 10 } },
            to: { weights: { green: 0 }, code: { blue: '../code/v1', green: '../code/v2' } },
          },
        ],
      },
    });
  });

  it('keeps the order of writing and reports that the clock went back', async () => {
    await ok('shift web --green 20', { now: () => new Date('2029-01-01T00:00:00Z') });
    const lines = (await ok('history web --limit 2')).split('\n');
    expect(lines[1]).toMatch(/^4 +2029-01-01 00:00:00 .* shift/);
    expect(lines[2]).toContain('the clock of this machine went back');
  });

  it('ignores an incomplete last line, and begins the next entry on a new line', async () => {
    appendFileSync(join(world.root, JOURNAL), '{"time":"2030-01-02T03');
    expect((await ok('history web')).split('\n')[1]).toMatch(/^4 /);
    await ok('rollback web');
    expect((await ok('history web')).split('\n')[1]).toMatch(/^5 .* rollback/);
    expect(world.read(JOURNAL)).toContain('{"time":"2030-01-02T03\n{');
  });

  it.each(['0', '1.5', 'many'])('--limit %s is refused', async (limit) => {
    expect(await world.ctl(`history --limit ${limit}`)).toMatchObject({ code: 2 });
  });
});
