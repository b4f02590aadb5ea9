// Rollouts against a real sandbox: the weights that its load balancer gets, and the reactions to errors and interference.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../../controller/aws/router';
import { UserError } from '../../../controller/core/errors';
import { parseEnvironment } from '../../../environments';
import { desiredRouting, diffRules } from '../../../routing';
import { journalOf } from '../helpers/journal';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import { REQUEST, rolloutContext, startDriver, openRolloutWorld } from './world';
import type { RolloutWorld, TestPorts } from './world';

const FILE = 'environments/local.yaml';

let { world, clock, ports, lines } = {} as RolloutWorld;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld());
});

afterEach(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);

/** The candidate's weights in the journal, in order. */
function shifts(): (number | undefined)[] {
  return journalOf(world)
    .filter(({ verb }) => ['shift', 'rollback', 'settle'].includes(verb))
    .map(({ to }) => to?.weights.green);
}

describe('a rollout in the sandbox', () => {
  it('takes its steps to 100 %, bakes and settles', async () => {
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end.position).toMatchObject({ at: 'done', outcome: 'settled' });
    expect(shifts()).toEqual([10, 50, 100, 100]);
    expect(world.read(FILE)).toContain('active_color: green');
    expect(ports.hooksRun).toEqual(['before_shift', 'after_step', 'after_step', 'after_step', 'after_promote']);
    expect(ports.notifications).toEqual(['shifted', 'shifted', 'shifted', 'settled']);
    expect(clock.now().toISOString()).toBe('2030-01-01T00:05:00.000Z');
    expect((await world.ctl('history')).out).toContain('rollout');
  });

  it('rolls back at the first evaluation that fails, with the reason in the journal', async () => {
    ports.evaluateTo = (evaluations) => (evaluations === 2 ? 'fail' : 'pass');
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    expect(shifts()).toEqual([10, 50, 0]);
    expect(ports.hooksRun.at(-1)).toBe('on_rollback');
    expect(ports.notifications.at(-1)).toBe('rolled-back');
    expect(JSON.stringify(journalOf(world))).toContain('metrics fail');
  });

  it('rolls back when a hook does not agree', async () => {
    ports.hookResult = (point) =>
      point === 'after_step' ? { kind: 'failed', reason: 'no orders came' } : { kind: 'agreed' };
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'after_step: no orders came' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('pauses where it is when somebody moves the weights by hand, and reports that', async () => {
    const driver = await startDriver(context(), ports, lines);
    ports.evaluateTo = () => {
      world.write(FILE, world.read(FILE).replace('green_weight: 10', 'green_weight: 30'));
      return 'pass';
    };
    const end = await driveRollout(driver);
    expect(end.pause?.reason).toBe(
      'web is at 30 % on green in the environment file, but the rollout had set it to 10 %',
    );
    expect(lines.at(-1)).toContain('paused: web is at 30 %');
  });

  it('pauses when the settings of a service change, and continues with them when it is resumed', async () => {
    const driver = await startDriver(context(), ports, lines);
    ports.evaluateTo = (evaluations) => {
      if (evaluations === 0)
        world.write(FILE, world.read(FILE).replace('runtime: nodejs20.x', 'runtime: nodejs20.x\n    timeout: 7'));
      return 'pass';
    };
    expect((await driveRollout(driver)).pause?.reason).toContain('settings of the services have changed');
    const { code, err } = await world.ctl('rollout pause web');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('still rolls a candidate that fails back when another file claims the same meanwhile, and else pauses', async () => {
    const claim = (): void => world.write('environments/LOCAL.yaml', world.read(FILE));
    const driver = await startDriver(context(), ports, lines);
    ports.evaluateTo = (evaluations) => {
      claim();
      return evaluations === 1 ? 'fail' : 'pass';
    };
    const end = await driveRollout(driver);
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    rmSync(join(world.root, 'environments/LOCAL.yaml'));
    const next = await startDriver(context(), ports, lines);
    ports.evaluateTo = () => {
      claim();
      return 'pass';
    };
    expect((await driveRollout(next)).pause?.reason).toMatch(
      /cannot be used: .*the environment "local" has another file/,
    );
    expect(shifts()).toEqual([10, 0, 10]);
  });

  it('pauses when a live rule differs from the file', async () => {
    const driver = await startDriver(context(), ports, lines);
    const other = world.read(FILE).replace('green_weight: 0', 'green_weight: 80');
    const { services, ...rest } = parseEnvironment(other, `${world.root}/${FILE}`).environment;
    const router = await createRouter({ ...rest, services }, context());
    const { evaluate } = ports;
    const evaluateAfterEdit: TestPorts['evaluate'] = async (...args) => {
      await router.apply(diffRules(desiredRouting(services), await router.read()).changes);
      return evaluate(...args);
    };
    const end = await driveRollout({ ...driver, ports: { ...ports, evaluate: evaluateAfterEdit } });
    expect(end.pause?.reason).toMatch(/the live rules differ from the file: .*web/);
  });

  it('ends as rolled back when somebody rolls back by hand meanwhile', async () => {
    const driver = await startDriver(context(), ports, lines);
    let rolled = false;
    const inner = ports.evaluate;
    const evaluate: TestPorts['evaluate'] = async (...args) => {
      if (!rolled) expect((await world.ctl('rollback web')).code).toBe(0);
      rolled = true;
      return inner(...args);
    };
    const end = await driveRollout({ ...driver, ports: { ...ports, evaluate } });
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'ctl rollback by tester' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('rolls back when nothing can be read for too long, but not after a short outage', async () => {
    const lost = new UserError('UNREACHABLE', 'cloudwatch does not answer', 'wait');
    ports.evaluateTo = (evaluations) => (evaluations < 3 ? lost : 'pass');
    expect((await driveRollout(await startDriver(context(), ports, lines))).position).toMatchObject({
      outcome: 'settled',
    });
    expect(lines).toContain('trying again: cloudwatch does not answer');
    expect((await world.ctl('stage web --package code/v3 --yes')).code).toBe(0);
    ports.evaluateTo = () => lost;
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end.position).toMatchObject({ outcome: 'rolled-back' });
    expect(end.position).toMatchObject({ reason: expect.stringContaining('unreachable for 5m') });
  });

  it('pauses when the clock jumps, as after a laptop was asleep', async () => {
    const driver = await startDriver(context(), ports, lines);
    const asleep = { ...driver.context, sleep: (ms: number) => clock.sleep(ms + 3_600_000) };
    expect((await driveRollout({ ...driver, context: asleep })).pause?.reason).toContain('the clock jumped by 1h');
  });

  it('pauses in a freeze instead of giving the candidate more traffic', async () => {
    ports.evaluateTo = () => {
      ports.freeze = 'local is frozen until Monday';
      return 'pass';
    };
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end.pause?.reason).toBe('local is frozen until Monday');
    expect(shifts()).toEqual([10]);
  });

  it('stops between two steps at Ctrl-C and leaves traffic where it is, so that another process can continue', async () => {
    const interruption = new AbortController();
    const driver = await startDriver({ ...context(), signal: interruption.signal }, ports, lines);
    ports.evaluateTo = () => {
      interruption.abort();
      return 'pass';
    };
    const left = await driveRollout(driver);
    expect(left.position.at).toBe('holding');
    expect(shifts()).toEqual([10]);
    expect((await driver.store.read(driver.id)).driver).toBeNull();
  });

  it('refuses a second rollout of the same service, and names the user who started the first', async () => {
    await startDriver(context(), ports, lines);
    await expect(startDriver(context(), ports, lines)).rejects.toThrow(/of web is running, started by ada/);
  });

  it('moves several services together, or rolls all of them back', async () => {
    world.write(
      FILE,
      world.read(FILE).replace(/(api:[^]*blue_package: ..\/code\/v1\n)/, '$1    green_package: ../code/v2\n'),
    );
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    ports.evaluateTo = (evaluations) => (evaluations > 1 ? 'fail' : 'pass');
    const end = await driveRollout(
      await startDriver(context(), ports, lines, { ...REQUEST, services: ['web', 'api'] }),
    );
    expect(end.position).toMatchObject({ outcome: 'rolled-back' });
    expect(shifts()).toEqual([10, 10, 50, 50, 0, 0]);
    expect(world.read(FILE).match(/green_weight: 0/g)).toHaveLength(2);
  });
});
