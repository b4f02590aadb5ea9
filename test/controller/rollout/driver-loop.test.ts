// Rollouts against a real sandbox: the weights that its load balancer gets, and what happens when something is in the way.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../../controller/aws/router';
import { UserError } from '../../../controller/core/errors';
import { parseEnvironment } from '../../../environments';
import { desiredRouting, diffRules } from '../../../routing';
import { createSandboxWorld } from '../helpers/context';
import { Clock, WANTED, drive, eyes, rolloutContext, started } from './world';
import type { Seen } from './world';

const FILE = 'environments/local.yaml';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let clock: Clock;
let seen: Seen;
let lines: string[];

beforeEach(async () => {
  world = await createSandboxWorld();
  clock = new Clock();
  seen = eyes(clock);
  lines = [];
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});

afterEach(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);

/** The candidate's weights that were asked for, in the order of the journal. */
function shifts(): (number | undefined)[] {
  const journal = world.read('.teal/journal/local.jsonl').trim().split('\n');
  return journal
    .map((line) => JSON.parse(line) as { verb: string; to: { weights: { green: number } } | null })
    .filter(({ verb }) => ['shift', 'rollback', 'settle'].includes(verb))
    .map(({ to }) => to?.weights.green);
}

describe('a rollout in the sandbox', () => {
  it('goes through its steps to 100 %, bakes and settles by itself', async () => {
    const end = await drive(await started(context(), seen, lines));
    expect(end.position).toMatchObject({ at: 'done', outcome: 'settled' });
    expect(shifts()).toEqual([10, 50, 100, 100]);
    expect(world.read(FILE)).toContain('active_color: green');
    expect(seen.hooksRun).toEqual(['before_shift', 'after_step', 'after_step', 'after_step', 'after_promote']);
    expect(seen.news).toEqual(['shifted', 'shifted', 'shifted', 'settled']);
    expect(clock.now().toISOString()).toBe('2030-01-01T00:05:00.000Z');
    expect((await world.ctl('history')).out).toContain('rollout');
  });

  it('goes back at the first look that fails, and says why in the journal', async () => {
    seen.see = (looks) => (looks === 2 ? 'fail' : 'pass');
    const end = await drive(await started(context(), seen, lines));
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'saw fail' });
    expect(shifts()).toEqual([10, 50, 0]);
    expect(seen.hooksRun.at(-1)).toBe('on_rollback');
    expect(seen.news.at(-1)).toBe('rolled-back');
    expect(world.read('.teal/journal/local.jsonl')).toContain('saw fail');
  });

  it('goes back when a hook does not agree', async () => {
    seen.answer = (point) =>
      point === 'after_step' ? { kind: 'failed', reason: 'no orders came' } : { kind: 'agreed' };
    const end = await drive(await started(context(), seen, lines));
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'after_step: no orders came' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('pauses where it is when somebody moves the weights by hand, and says so', async () => {
    const on = await started(context(), seen, lines);
    seen.see = () => {
      world.write(FILE, world.read(FILE).replace('green_weight: 10', 'green_weight: 30'));
      return 'pass';
    };
    const end = await drive(on);
    expect(end.pause?.reason).toBe('web is at 30 % on green, and the rollout had left it at 10 %');
    expect(lines.at(-1)).toContain('paused: web is at 30 %');
  });

  it('pauses when the settings of a service change under it, and goes on with them once it is told to', async () => {
    const on = await started(context(), seen, lines);
    seen.see = (looks) => {
      if (looks === 0)
        world.write(FILE, world.read(FILE).replace('runtime: nodejs20.x', 'runtime: nodejs20.x\n    timeout: 7'));
      return 'pass';
    };
    expect((await drive(on)).pause?.reason).toContain('settings of the services were changed');
    const { code, err } = await world.ctl('rollout pause web');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('pauses when a live rule is not what the file says', async () => {
    const on = await started(context(), seen, lines);
    const other = world.read(FILE).replace('green_weight: 0', 'green_weight: 80');
    const { services, ...rest } = parseEnvironment(other, `${world.root}/${FILE}`).environment;
    const router = await createRouter({ ...rest, services }, context());
    const { look } = on.senses;
    const meddled: Seen['look'] = async (...args) => {
      await router.apply(diffRules(desiredRouting(services), await router.read()).changes);
      return look(...args);
    };
    const end = await drive({ ...on, senses: { ...on.senses, look: meddled } });
    expect(end.pause?.reason).toMatch(/what is live is not what the file says: .*web/);
  });

  it('ends as rolled back when somebody rolls back by hand in its middle', async () => {
    const on = await started(context(), seen, lines);
    let rolled = false;
    const inner = on.senses.look;
    const look: Seen['look'] = async (...args) => {
      if (!rolled) expect((await world.ctl('rollback web')).code).toBe(0);
      rolled = true;
      return inner(...args);
    };
    const end = await drive({ ...on, senses: { ...on.senses, look } });
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'rolled back by another command' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('goes back when nothing can be read for too long, and not when it can be again', async () => {
    const lost = new UserError('UNREACHABLE', 'cloudwatch does not answer', 'wait');
    seen.see = (looks) => (looks < 3 ? lost : 'pass');
    expect((await drive(await started(context(), seen, lines))).position).toMatchObject({ outcome: 'settled' });
    expect(lines).toContain('trying again: cloudwatch does not answer');
    expect((await world.ctl('stage web --package code/v3 --yes')).code).toBe(0);
    seen.see = () => lost;
    const end = await drive(await started(context(), seen, lines));
    expect(end.position).toMatchObject({ outcome: 'rolled-back' });
    expect(end.position).toMatchObject({ reason: expect.stringContaining('out of reach for 5m') });
  });

  it('pauses when the clock jumps, as after a laptop slept', async () => {
    const on = await started(context(), seen, lines);
    const asleep = { ...on.context, sleep: (ms: number) => clock.sleep(ms + 3_600_000) };
    expect((await drive({ ...on, context: asleep })).pause?.reason).toContain('the clock jumped by 1h');
  });

  it('pauses in a freeze instead of giving the candidate more', async () => {
    seen.see = () => {
      seen.freeze = 'local is frozen until Monday';
      return 'pass';
    };
    const end = await drive(await started(context(), seen, lines));
    expect(end.pause?.reason).toBe('local is frozen until Monday');
    expect(shifts()).toEqual([10]);
  });

  it('stops between two steps at Ctrl-C and leaves traffic where it is, for another process to carry on', async () => {
    const interruption = new AbortController();
    const on = await started({ ...context(), signal: interruption.signal }, seen, lines);
    seen.see = () => {
      interruption.abort();
      return 'pass';
    };
    const left = await drive(on);
    expect(left.position.at).toBe('holding');
    expect(shifts()).toEqual([10]);
    expect((await on.rollouts.read())[0]?.driver).toBeNull();
  });

  it('refuses a second rollout of the same service, and names who began the first', async () => {
    await started(context(), seen, lines);
    await expect(started(context(), seen, lines)).rejects.toThrow(/of web is under way, begun by ada/);
  });

  it('moves several services together, or takes all of them back', async () => {
    world.write(
      FILE,
      world.read(FILE).replace(/(api:[^]*blue_package: ..\/code\/v1\n)/, '$1    green_package: ../code/v2\n'),
    );
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    seen.see = (looks) => (looks > 1 ? 'fail' : 'pass');
    const end = await drive(await started(context(), seen, lines, { ...WANTED, services: ['web', 'api'] }));
    expect(end.position).toMatchObject({ outcome: 'rolled-back' });
    expect(shifts()).toEqual([10, 10, 50, 50, 0, 0]);
    expect(world.read(FILE).match(/green_weight: 0/g)).toHaveLength(2);
  });
});
