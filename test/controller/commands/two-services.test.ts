// Two services are released independently from v1 to v4: a step of one never changes the other.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';

/** A step of one service, and the state of both after it. */
interface Step {
  readonly line: string;
  readonly web: State;
  readonly api: State;
}

/** The state of a service: phase, active color, and the versions that everyone and the whitelisted client get. */
interface State {
  readonly phase: string;
  readonly active: 'blue' | 'green';
  readonly everyone: readonly string[];
  readonly tester: readonly string[];
}

const state = (phase: string, active: 'blue' | 'green', everyone: string, tester = everyone): State => ({
  phase,
  active,
  everyone: everyone.split('|'),
  tester: tester.split('|'),
});
const steady = (active: 'blue' | 'green', version: string): State => state('steady', active, version);

const STEPS: readonly Step[] = [
  { line: 'canary web', web: state('canary', 'blue', 'v1', 'v2'), api: steady('blue', 'v1') },
  {
    line: 'stage api --package code/v2 --yes',
    web: state('canary', 'blue', 'v1', 'v2'),
    api: steady('blue', 'v1'),
  },
  {
    line: 'shift web --candidate 50',
    web: state('shifting', 'blue', 'v1|v2', 'v2'),
    api: steady('blue', 'v1'),
  },
  {
    line: 'promote api',
    web: state('shifting', 'blue', 'v1|v2', 'v2'),
    api: state('promoted', 'blue', 'v2'),
  },
  { line: 'promote web', web: state('promoted', 'blue', 'v2'), api: state('promoted', 'blue', 'v2') },
  {
    line: 'stage api --package code/v3 --yes',
    web: state('promoted', 'blue', 'v2'),
    api: steady('green', 'v2'),
  },
  { line: 'settle web', web: steady('green', 'v2'), api: steady('green', 'v2') },
  {
    line: 'shift api --blue 50',
    web: steady('green', 'v2'),
    api: state('shifting', 'green', 'v2|v3'),
  },
  {
    line: 'stage web --package code/v3 --yes',
    web: steady('green', 'v2'),
    api: state('shifting', 'green', 'v2|v3'),
  },
  { line: 'promote web', web: state('promoted', 'green', 'v3'), api: state('shifting', 'green', 'v2|v3') },
  { line: 'rollback api', web: state('promoted', 'green', 'v3'), api: steady('green', 'v2') },
  {
    line: 'stage web --package code/v4 --yes',
    web: steady('blue', 'v3'),
    api: steady('green', 'v2'),
  },
  { line: 'promote api', web: steady('blue', 'v3'), api: state('promoted', 'green', 'v3') },
  { line: 'promote web', web: state('promoted', 'blue', 'v4'), api: state('promoted', 'green', 'v3') },
  {
    line: 'stage api --package code/v4 --yes',
    web: state('promoted', 'blue', 'v4'),
    api: steady('blue', 'v3'),
  },
  { line: 'settle web', web: steady('green', 'v4'), api: steady('blue', 'v3') },
  { line: 'promote api', web: steady('green', 'v4'), api: state('promoted', 'blue', 'v4') },
  { line: 'settle api', web: steady('green', 'v4'), api: steady('green', 'v4') },
];

describe('two services from v1 to v4', () => {
  let world: Awaited<ReturnType<typeof createSandboxWorld>>;
  const TESTER = '127.0.0.2';

  /** The versions that some requests get. 40 requests miss one of two versions in 1 of 2^39 runs. */
  const seen = async (service: string, address: string, versions: number): Promise<string[]> => {
    const answers = new Set<string>();
    for (let left = versions > 1 ? 40 : 3; left > 0; left--)
      answers.add(await get(world.sandbox.port, `/${service}`, address));
    return [...answers].sort();
  };

  beforeAll(async () => {
    world = await createSandboxWorld();
    world.write('code/v4/index.mjs', `export const handler = async () => ({ statusCode: 200, body: 'v4' });\n`);
    expect((await world.ctl('deploy --yes')).code).toBe(0);
  });
  afterAll(() => world.close());

  it.each(STEPS)('after ctl $line each is in the expected state', async ({ line, ...services }) => {
    expect(await world.ctl(line)).toMatchObject({ code: 0 });
    const status = await world.json('status');
    for (const service of ['web', 'api'] as const) {
      const { phase, active, everyone, tester } = services[service];
      expect(status.document).toMatchObject({
        services: expect.arrayContaining([expect.objectContaining({ service, phase, active, drift: [] })]),
      });
      expect(await seen(service, '127.0.0.1', everyone.length)).toEqual(everyone);
      expect(await seen(service, TESTER, tester.length)).toEqual(tester);
    }
  });
});
