// Random verbs, kills, edits by hand, Git and other people's changes, in two checkouts: whatever happens, nobody reaches a version
// that was not shifted to, a color with traffic is not touched, and a rollback ends in steady and stays. MODEL_RUNS sets how many
// runs there are, MODEL_SEED what they begin with, and MODEL_PATH repeats one of them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bundleEntry } from '../crash/child';
import type { Bundle } from '../crash/child';
import { anyRun } from './actions';
import { observe } from './observe';
import { runActions } from './run';
import { createModelWorld } from './world';
import type { ModelWorld, Moment } from './world';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 100);
/** The same runs each time, unless another seed asks for others. */
const SEED = Number(process.env['MODEL_SEED'] ?? 1);
const PATH = process.env['MODEL_PATH'];

let world: ModelWorld;
let start: Moment;
let bundled: Bundle | undefined;
const bundle = (): Bundle => (bundled ??= bundleEntry());
let priorities: ReadonlySet<number>;

beforeAll(async () => {
  world = await createModelWorld();
  const succeeds = async (line: string): Promise<void> => expect(await world.ctl('a', line)).toMatchObject({ code: 0 });
  await succeeds('deploy --yes');
  await succeeds('canary web');
  priorities = new Set(observe(world.live()).priorities);
  await succeeds('canary web --off');
  world.write('b', world.files('a'));
  start = world.capture();
}, 60_000);

afterAll(async () => {
  bundled?.remove();
  await world.close();
});

it(
  `keeps its promises in ${RUNS} runs of random actions`,
  async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, fc.constantFrom('a' as const, 'b' as const), async (actions, last) => {
        await world.restore(start);
        await runActions(world, actions, last, { bundle, priorities });
      }),
      {
        numRuns: RUNS,
        seed: SEED,
        ...(PATH === undefined ? {} : { path: PATH }),
        endOnFailure: process.env['MODEL_SHRINK'] === undefined,
      },
    );
  },
  60 * 60_000,
);
