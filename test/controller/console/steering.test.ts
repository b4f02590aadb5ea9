// Actions of the console: the same as the commands, with the same lock, refusals, journal and codes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { journalOf } from '../helpers/journal';
import { keepWorld } from '../helpers/keep-world';
import type { KeptWorld } from '../helpers/keep-world';
import { buildConsole, openConsole } from './support';
import type { Opened } from './support';

let world: SandboxWorld;
let kept: KeptWorld;
let on: Opened;

beforeAll(async () => {
  buildConsole();
  world = await createSandboxWorld();
  await world.ctl('deploy --yes');
  kept = keepWorld(world);
  on = await openConsole(world);
}, 120_000);

afterEach(() => kept.restore());

afterAll(async () => {
  await on.close();
  kept.remove();
  await world.close();
});

const liveOf = async (service: string): Promise<unknown> => {
  const { document } = await world.json(`status ${service}`);
  return (document as { readonly services: readonly { readonly live: unknown }[] }).services[0]?.live;
};

describe('an action of the console', () => {
  it('moves what is live, and is in the journal under the name and with the reason of its user', async () => {
    const { answer } = await on.act({ verb: 'shift', percent: 25, reason: 'it looks good' });
    expect(answer).toMatchObject({ exitCode: 0, error: null, running: false });
    expect(answer.lines).toContain('web: blue 75 %, green 25 %');
    expect(await liveOf('web')).toEqual({ blue: 75, green: 25 });
    expect(journalOf(world).at(-1)).toMatchObject({ verb: 'shift', who: 'tester', reason: 'it looks good', result: 'done' });
  });

  it('names the command that does the same', async () => {
    const { answer } = await on.act({ verb: 'shift', percent: 5, reason: "it's fine" });
    expect(answer.command).toBe(`ctl shift web --candidate=5 --environment=local '--message=it'\\''s fine' --yes`);
  });

  it('is shown before it is made, as the changes of --dry-run, which change nothing', async () => {
    const { answer } = await on.act({ verb: 'shift', percent: 30, dryRun: true });
    expect(answer.lines).toContain('~ web production (rule 200): blue 100 %, green 0 % → blue 70 %, green 30 %');
    const dry = await world.ctl('shift web --candidate 30 --dry-run');
    expect(dry.out).toContain(answer.lines.find((line) => line.startsWith('~')));
    expect(await liveOf('web')).toEqual({ blue: 100, green: 0 });
  });

  it('goes through a release by hand up to the end of it', async () => {
    for (const request of [
      { verb: 'canary', canary: 'me' },
      { verb: 'shift', percent: 50 },
      { verb: 'promote' },
      { verb: 'settle' },
    ] as const) {
      expect((await on.act(request)).answer).toMatchObject({ exitCode: 0, error: null });
    }
    const { document } = await world.json('status web');
    expect(document).toMatchObject({ services: [{ phase: 'steady', active: 'green', live: { blue: 0, green: 100 } }] });
    expect(journalOf(world).slice(-4).map(({ verb }) => verb)).toEqual(['canary', 'shift', 'promote', 'settle']);
  });

  it('rolls back from any step', async () => {
    await on.act({ verb: 'promote' });
    const { answer } = await on.act({ verb: 'rollback', reason: 'errors' });
    expect(answer).toMatchObject({ exitCode: 0, error: null });
    expect(await liveOf('web')).toEqual({ blue: 100, green: 0 });
  });

  it.each([
    ['a candidate without code', { verb: 'promote', service: 'api' } as const, 'CANDIDATE_WITHOUT_CODE'],
    ['a color that is not promoted', { verb: 'settle' } as const, 'NOT_PROMOTED'],
    ['a rollout that is none', { verb: 'pause' } as const, 'ROLLOUT_NOT_FOUND'],
    ['a service that is none', { verb: 'rollback', service: 'gone' } as const, 'SERVICE_NOT_FOUND'],
  ])('is refused as the command is, with its code and hint: %s', async (_, request, code) => {
    if (request.verb === 'settle') await world.ctl('shift web --green 10');
    const { answer } = await on.act(request);
    expect(answer.error).toMatchObject({ code, hint: expect.stringMatching(/./) });
    expect(answer.exitCode).toBeGreaterThan(0);
  });

  it('is refused while live differs from the file, with what differs', async () => {
    await world.ctl('shift web --green 10');
    const file = world.read('environments/local.yaml');
    world.write('environments/local.yaml', file.replace('green_weight: 10', 'green_weight: 20'));
    const { answer } = await on.act({ verb: 'shift', percent: 40 });
    expect(answer.error?.code).toMatch(/^(DRIFT|STALE_CHECKOUT|FILE_CHANGED|UNFINISHED)$/);
  });
});
