// A verb was killed in one checkout, and another one goes on: nobody gets what was never shifted to, and the journal stays true.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { capture, restore } from '../../crash/wreck';
import type { Wreck } from '../../crash/wreck';
import { cloneOf } from '../helpers/checkout';
import { createSandboxWorld, get } from '../helpers/context';
import type { SandboxWorld, World } from '../helpers/context';
import { journalOf } from '../helpers/journal';

let a: SandboxWorld;
let b: World;

const ok = async (world: World, line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

/** Leaves the first checkout and the sandbox as after a kill of a verb at a step. */
async function killedAt(line: string, at: string): Promise<void> {
  let left: Wreck | undefined;
  await a.ctl(line, {
    boundary: (step) => {
      if (step === at) left ??= capture(a);
    },
  });
  if (!left) throw new Error(`${line} did not get to ${at}`);
  await restore(a, left);
}

const served = (): Promise<string> => get(a.sandbox.port, '/web');
const versionOfBlue = (): string | null | undefined => journalOf(a).at(-1)?.to?.versions?.blue;

/** Everybody gets v2 on green; blue, to which a rollback returns, has v1. */
beforeEach(async () => {
  a = await createSandboxWorld();
  await ok(a, 'deploy --yes');
  await ok(a, 'promote web');
  b = cloneOf(a);
});
afterEach(async () => {
  b.remove();
  await a.close();
});

it.each(['applied', 'verified'])(
  'a rollback elsewhere does not return to a color on which a stage has put something else, killed once %s',
  async (step) => {
    expect(await served()).toContain('v2');
    await killedAt('stage web --package code/v3 --yes', step);
    await ok(b, 'rollback web');
    expect(await served()).not.toContain('v3');
    // Wherever it is typed next, nobody gets what was not shifted to.
    await ok(a, 'rollback web');
    await ok(b, 'rollback web');
    expect(await served()).toContain('v2');
    // The color without traffic is not what the journal says, which is said, and put right by a deployment.
    expect(await b.ctl('promote web')).toMatchObject({ err: expect.stringContaining('blue is not ready for traffic') });
    expect(await b.ctl('drift')).toMatchObject({ code: 4, out: expect.stringContaining('web: blue should run v1-') });
    await ok(b, 'deploy --yes');
    await ok(b, 'drift');
    await ok(a, 'pull --yes');
    await ok(a, 'stage web --package code/v3 --yes');
    await ok(a, 'promote web');
    expect(await served()).toContain('v3');
  },
);

it('a rollback elsewhere returns to what a killed stage had not touched yet', async () => {
  await killedAt('stage web --package code/v3 --yes', 'versions-written');
  await ok(b, 'rollback web');
  expect(await served()).toContain('v1');
});

it.each(['file-written', 'rule-changed', 'verified'])(
  'no verb journals the version of a killed stage after somebody else rolled back, and a rollback was killed once %s',
  async (step) => {
    const before = versionOfBlue();
    await killedAt('stage web --package code/v3 --yes', 'versions-written');
    await ok(b, 'rollback web');
    expect(versionOfBlue()).toBe(before);
    await ok(b, 'shift web --green 40');
    await killedAt('rollback web', step);
    // Whether it is refused or not.
    await a.ctl('canary web --ip 127.0.0.4');
    expect(versionOfBlue()).toBe(before);
    await ok(a, 'rollback web');
    expect(versionOfBlue()).toBe(before);
    expect(await served()).toContain('v1');
    await ok(a, 'drift');
  },
);

it('a plan elsewhere says that a stage goes on, and does not propose to put back what it replaces', async () => {
  await killedAt('stage web --package code/v3 --yes', 'applied');
  const since = '2030-01-02T03:04:05.000Z';
  const lock = { pid: 4711, host: 'build-7', verb: 'stage', since, token: 'a', who: 'anna' };
  b.write('.teal/locks/local.json.1000', JSON.stringify(lock));
  const { code, err } = await b.ctl('plan');
  expect(err).toContain('is being changed by ctl stage');
  expect(err).not.toContain('--in-place');
  expect(code).toBe(3);
});

it('a plan of a checkout that does not know of a stage says so, and does not propose to put back what it replaced', async () => {
  await ok(a, 'stage web --package code/v3 --yes');
  const { code, err } = await b.ctl('plan');
  expect(err).toContain('The file of this checkout is not the newest');
  expect(err).not.toContain('--in-place');
  expect(code).toBe(4);
});
