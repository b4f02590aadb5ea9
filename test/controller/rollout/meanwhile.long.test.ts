// Evaluations go on, and alarms are heard, while hooks, approvals, locks of others and slow shifts take their time.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../../controller/core/errors';
import { acquireLock } from '../../../controller/lock';
import { advance } from '../../../controller/release';
import type { Evaluation } from '../../../controller/release';
import { parseRollout, serializeRollout } from '../../../controller/rollout-store/stored';
import type { Driver } from '../../../controller/rollout/driver';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import { generations } from '../../../controller/store/generations';
import { journalOf } from '../helpers/journal';
import { REQUEST, rolloutContext, startDriver, openRolloutWorld } from './world';
import type { RolloutWorld, TestPorts } from './world';

const FILE = 'environments/local.yaml';
const MINUTE = 60_000;
/** How often a hook waits for the clock, so that a driver that does not move it fails the test. */
const TURNS = 20_000;

let { world, clock, ports, lines } = {} as RolloutWorld;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld({ onClock: true }));
});

afterEach(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);
const start = (): Promise<Driver> => startDriver(context(), ports, lines);
const ctl = (line: string) => world.ctl(line, { now: clock.now, sleep: clock.sleep });

/** The candidate's weights in the journal, in order. */
const shifts = (): (number | undefined)[] =>
  journalOf(world)
    .filter(({ verb }) => ['shift', 'rollback', 'settle'].includes(verb))
    .map(({ to }) => to?.weights.green);

/** How many minutes after its start a rollout was evaluated, and with which result. */
const evaluationsOf = async ({ store, id }: Driver): Promise<[number, Evaluation['kind']][]> =>
  (await store.read(id)).state.evaluations.map(({ at, kind }) => [
    (Date.parse(at) - Date.parse('2030-01-01T00:00:00Z')) / MINUTE,
    kind,
  ]);

/** Runs the hooks of a point until a time in minutes, or until they are ended. */
function hooksUntil(point: string, minutes: number): { readonly ended: string[] } {
  const ended: string[] = [];
  const inner = ports.runHooks;
  const runHooks: TestPorts['runHooks'] = async (at, state, target, signal) => {
    const until = Date.parse('2030-01-01T00:00:00Z') + minutes * MINUTE;
    for (let turn = 0; at === point && clock.milliseconds < until && !signal?.aborted && turn < TURNS; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (signal?.aborted) {
      ended.push(at);
      throw new UserError('INTERRUPTED', 'Interrupted', 'the hook was stopped');
    }
    return inner(at, state, target, signal);
  };
  Object.assign(ports, { runHooks });
  return { ended };
}

/** The positions at which a rollout is evaluated, as they come. */
function positionsEvaluated(): string[] {
  const { evaluate } = ports;
  const positions: string[] = [];
  Object.assign(ports, {
    evaluate: async (...args: Parameters<typeof evaluate>) => {
      positions.push(args[0].position.at);
      return evaluate(...args);
    },
  });
  return positions;
}

describe('while a hook runs', () => {
  it('goes on evaluating at its interval, and then continues', async () => {
    hooksUntil('after_step', 5.5);
    const at = positionsEvaluated();
    const driver = await start();
    const end = await driveRollout(driver);
    expect(end.position).toMatchObject({ outcome: 'settled' });
    expect(at.slice(0, 6)).toEqual(['holding', 'holding', 'after-step', 'after-step', 'after-step', 'holding']);
    expect((await evaluationsOf(driver)).slice(0, 5).map(([minutes]) => minutes)).toEqual([1, 2, 3, 4, 5]);
    expect(shifts()).toEqual([10, 50, 100, 100]);
    expect(ports.hooksRun).toEqual(['before_shift', 'after_step', 'after_step', 'after_step', 'after_promote']);
  });

  it.each(['after_step', 'after_promote'])('ends %s and rolls back at once when one fails', async (point) => {
    const { ended } = hooksUntil(point, 600);
    ports.evaluateTo = (evaluations) => (evaluations === 4 ? 'fail' : 'pass');
    const end = await driveRollout(await start());
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    expect(ended).toEqual([point]);
    expect(shifts()).toEqual(point === 'after_step' ? [10, 0] : [10, 50, 100, 0]);
    expect(ports.hooksRun.at(-1)).toBe('on_rollback');
    expect(clock.milliseconds).toBeLessThan(Date.parse('2030-01-01T00:06:00Z'));
  });

  it('pauses when a person must decide; the hook ends by itself and is not repeated', async () => {
    const { ended } = hooksUntil('after_step', 4.5);
    ports.evaluateTo = (evaluations) => (evaluations === 2 ? 'pause' : 'pass');
    const driver = await start();
    const end = await driveRollout(driver);
    expect(end).toMatchObject({ pause: { reason: 'metrics pause', then: { at: 'shifting', step: 1 } } });
    expect(ended).toEqual([]);
    expect(ports.hooksRun).toEqual(['before_shift', 'after_step']);
    expect(await evaluationsOf(driver)).toHaveLength(3);
  });

  it('rolls back when nothing can be read for too long', async () => {
    const { ended } = hooksUntil('after_step', 600);
    const lost = new UserError('UNREACHABLE', 'cloudwatch does not answer', 'wait');
    ports.evaluateTo = (evaluations) => (evaluations < 2 ? 'pass' : lost);
    const end = await driveRollout(await start());
    expect(end.position).toMatchObject({ outcome: 'rolled-back' });
    expect(end.position).toMatchObject({ reason: expect.stringContaining('unreachable for 5m') });
    expect(ended).toEqual(['after_step']);
    expect(shifts()).toEqual([10, 0]);
  });

  it('ends the hook when another command rolls back', async () => {
    const { ended } = hooksUntil('after_step', 600);
    const { evaluate } = ports;
    let evaluations = 0;
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        if (++evaluations === 3) expect((await ctl('rollback web')).code).toBe(0);
        return evaluate(...args);
      },
    });
    const end = await driveRollout(await start());
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'ctl rollback by tester' });
    expect(ended).toEqual(['after_step']);
    expect(shifts()).toEqual([10, 0]);
  });

  it('evaluates nothing before the first shift', async () => {
    let late = false;
    Object.assign(ports, {
      runHooks: async (point: string) => {
        if (point === 'before_shift') clock.milliseconds += 10 * MINUTE;
        return { kind: 'agreed' as const };
      },
    });
    ports.evaluateTo = () => {
      late ||= shifts().length === 0;
      return 'pass';
    };
    expect((await driveRollout(await start())).position).toMatchObject({ outcome: 'settled' });
    expect(late).toBe(false);
  });

  it('is left by a kill so that the hook runs again', async () => {
    hooksUntil('after_step', 5);
    const driver = await start();
    const killed = new Error('killed');
    const evaluate = async (...args: Parameters<TestPorts['evaluate']>) => {
      if (args[0].position.at === 'after-step') throw killed;
      return ports.evaluate(...args);
    };
    await expect(driveRollout({ ...driver, ports: { ...ports, evaluate } })).rejects.toBe(killed);
    expect((await driver.store.read(driver.id)).state.position).toEqual({ at: 'after-step', step: 0 });
    expect((await driveRollout(driver)).position).toMatchObject({ outcome: 'settled' });
    expect(shifts()).toEqual([10, 50, 100, 100]);
  });
});

describe('while the lock of another command blocks a step', () => {
  /** Takes the lock in the evaluation before the second step. */
  const lockBeforeStep = (): void => {
    const { evaluate } = ports;
    let evaluations = 0;
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        if (++evaluations === 2) await acquireLock(context(), 'local', 'deploy', false);
        return evaluate(...args);
      },
    });
  };

  it('goes on evaluating, and pauses after lost_api', async () => {
    lockBeforeStep();
    const driver = await start();
    const end = await driveRollout(driver);
    expect(end).toMatchObject({ position: { at: 'shifting', step: 1 }, pause: { reason: /^waited 5m: / } });
    expect((await evaluationsOf(driver)).map(([minutes]) => minutes)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('rolls back at once when one fails', async () => {
    lockBeforeStep();
    ports.evaluateTo = (evaluations) => (evaluations === 3 ? 'fail' : 'pass');
    const end = await driveRollout(await start());
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('goes on evaluating in the middle of a change of the same service, and ends no step by it', async () => {
    const at = positionsEvaluated();
    ports.evaluateTo = (evaluations) => {
      if (evaluations === 0) world.write(FILE, world.read(FILE).replace('green_weight: 10', 'green_weight: 30'));
      return evaluations === 4 ? 'fail' : 'pass';
    };
    const driver = await start();
    const { evaluate } = ports;
    let locked = false;
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        if (!locked) await acquireLock(context(), 'local', 'shift', false);
        locked = true;
        return evaluate(...args);
      },
    });
    const end = await driveRollout(driver);
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    expect(at).toEqual(['holding', 'holding', 'holding', 'holding', 'holding']);
    expect(lines.join('\n')).toContain('trying again: local is being changed by ctl shift');
  });

  it('goes on evaluating while the file cannot be read', async () => {
    ports.evaluateTo = (evaluations) => {
      if (evaluations === 0) world.write(FILE, 'services: [');
      return evaluations === 2 ? 'fail' : 'pass';
    };
    expect((await driveRollout(await start())).position).toMatchObject({ reason: 'metrics fail' });
  });
});

describe('while a shift waits to be seen in effect', () => {
  it('goes on evaluating, and stops the wait and rolls back when one fails', async () => {
    world.write(
      FILE,
      world
        .read(FILE)
        .replace('    whitelisted_ips:', '    probe: { path: /web, header: x-none, limit: 2m }\n    whitelisted_ips:'),
    );
    const at = positionsEvaluated();
    ports.evaluateTo = () => (at.at(-1) === 'shifting' ? 'fail' : 'pass');
    const flags = {
      ...REQUEST.flags,
      interval: '10s',
      strategy: {
        steps: [
          { weight: 10, wait: '20s' },
          { weight: 50, wait: '20s' },
        ],
      },
    };
    const coarse = { ...context(), sleep: (milliseconds: number) => clock.sleep(Math.max(milliseconds, 5_000)) };
    const driver = await startDriver(coarse, ports, lines, { ...REQUEST, flags });
    const end = await driveRollout(driver);
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'metrics fail' });
    expect(at.filter((position) => position === 'shifting')).toHaveLength(1);
    expect(shifts()).toEqual([10, 50, 0]);
    const journal = journalOf(world).filter(({ verb }) => verb === 'shift' || verb === 'rollback');
    const [, second, back] = journal.map(({ time }) => Date.parse(time));
    expect((back ?? Infinity) - (second ?? 0)).toBeLessThan(MINUTE);
  });
});

describe('an approval and an evaluation at the same moment', () => {
  const flags = { ...REQUEST.flags, strategy: { steps: [{ weight: 10, wait: '1m', approval: true }] } };

  /** Approves in the first evaluation that is made while the rollout waits for it. */
  const approveInEvaluation = (): { readonly codes: number[] } => {
    const { evaluate } = ports;
    const codes: number[] = [];
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        if (args[0].position.at === 'approval' && codes.length === 0)
          codes.push((await ctl('rollout approve web')).code);
        return evaluate(...args);
      },
    });
    return { codes };
  };

  it('lose no failure', async () => {
    const { codes } = approveInEvaluation();
    ports.evaluateTo = (evaluations) => (evaluations === 1 ? 'fail' : 'pass');
    const end = await driveRollout(await startDriver(context(), ports, lines, { ...REQUEST, flags }));
    expect(codes).toEqual([0]);
    expect(end.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'metrics fail' });
    expect(shifts()).toEqual([10, 0]);
  });

  it('go on when it passes', async () => {
    approveInEvaluation();
    const driver = await startDriver(context(), ports, lines, { ...REQUEST, flags });
    expect((await driveRollout(driver)).position).toMatchObject({ outcome: 'settled' });
    expect(shifts()).toEqual([10, 100, 100]);
  });

  it('refuse an approval before which the failure was recorded', async () => {
    const driver = await startDriver(context(), ports, lines, { ...REQUEST, flags });
    const [key, files] = [`rollouts/local/${driver.id}.json`, generations(join(world.root, '.teal'), 'durable')];
    const { evaluate } = ports;
    let approved: Awaited<ReturnType<typeof ctl>> | undefined;
    // The command compares the time with the end of the approval after it has read the rollout, and before it writes it.
    const failOnce = (): Date => {
      const [{ number, text } = { number: 0, text: '' }] = files.newest([key]);
      const { state, driver: owner } = parseRollout(text, key);
      const now = clock.now();
      const evaluation = { at: now.toISOString(), kind: 'fail', reason: 'an alarm', metrics: [] } as const;
      const failed = advance(state, { kind: 'evaluated', evaluation }, now);
      files.advance(key, number + 1, serializeRollout({ state: failed, driver: owner }));
      return now;
    };
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        const waits = args[0].position.at === 'approval';
        if (waits) approved ??= await world.ctl('rollout approve web', { now: failOnce, sleep: clock.sleep });
        return evaluate(...args);
      },
    });
    expect((await driveRollout(driver)).position).toMatchObject({ outcome: 'rolled-back', reason: 'an alarm' });
    expect(approved).toMatchObject({ code: 3, err: expect.stringContaining('an approval: it rolls back') });
  });
});
