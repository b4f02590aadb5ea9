// Every verb from every phase is killed at every step boundary; then the same verb runs again, or a rollback. Afterwards the file
// and the live rules must agree. The state that a kill would leave is copied at each boundary. For a verb that moves traffic and one
// that changes functions, a process is killed at each boundary too, and leaves the same state.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../controller/aws/router';
import { lockHolder } from '../controller/helpers/lock';
import { candidateWeight } from '../../controller/release';
import { describeUnproven, proveVersions } from '../../controller/versions/prove';
import { loadVersions, parseEnvironment, withVersions } from '../../environments';
import type { Environment } from '../../environments';
import { compareWithJournal } from '../../controller/store/checkout';
import { desiredRouting, diffRules } from '../../routing';
import type { Color } from '../../routing';
import type { Router } from '../../routing';
import { testContext } from '../contract/context';
import { createSandboxWorld } from '../controller/helpers/context';
import type { SandboxWorld } from '../controller/helpers/context';
import { bundleEntry } from './child';
import type { Bundle } from './child';
import { FILE, capture, restore } from './wreck';
import type { Wreck } from './wreck';

/** More boundaries than any verb has: a verb that passes this many never ends. */
const MOST_BOUNDARIES = 40;

/** How each phase is reached. The last one is of a second release: its routing was there before, in the first one. */
const PHASES = {
  steady: [],
  canary: ['canary web --ip 127.0.0.2'],
  shifting: ['shift web --green 40'],
  promoted: ['promote web', 'settle web', 'stage web --package code/v3 --yes', 'promote web'],
} as const;

type Phase = keyof typeof PHASES;
const phases: readonly Phase[] = ['steady', 'canary', 'shifting', 'promoted'];

/** A world for each phase, so that the four run concurrently. `start` is the state of the phase. */
type CrashWorld = SandboxWorld & { readonly router: Router; readonly start: Wreck };
const worlds = new Map<Phase, CrashWorld>();
let bundle: Bundle;

beforeAll(async () => {
  bundle = bundleEntry();
  for (const phase of phases) {
    const world = await createSandboxWorld();
    for (const line of ['deploy --yes', ...PHASES[phase]]) expect((await world.ctl(line)).code).toBe(0);
    const router = await createRouter(environmentOf(world), testContext(world.root));
    worlds.set(phase, { ...world, router, start: capture(world) });
  }
}, 60_000);

afterAll(async () => {
  bundle.remove();
  for (const world of worlds.values()) await world.close();
});

const environmentOf = (world: { readonly root: string; read(path: string): string }): Environment =>
  parseEnvironment(world.read(FILE), join(world.root, FILE)).environment;

interface Verb {
  readonly line: string;
  /** A manual edit before the verb, which `deploy` applies. */
  readonly edit?: (text: string) => string;
  /** Whether a process is killed at each boundary of the first phase, to compare what it leaves with the copies. */
  readonly kills?: boolean;
}

const VERBS: readonly Verb[] = [
  { line: 'canary web --ip 127.0.0.4' },
  { line: 'canary web --off' },
  { line: 'shift web --green 50', kills: true },
  { line: 'promote web' },
  { line: 'settle web' },
  { line: 'stage web --package code/v1 --yes', kills: true },
  { line: 'rollback web' },
  { line: 'deploy --yes', edit: (text) => text.replace(/green_weight: \d+/, 'green_weight: 70') },
  { line: 'adopt web', edit: (text) => text.replace(/green_weight: \d+/, 'green_weight: 70') },
];

/** Sets the state in which the verb begins. */
async function enter(world: CrashWorld, verb: Verb): Promise<void> {
  await restore(world, world.start);
  world.write(FILE, verb.edit?.(world.read(FILE)) ?? world.read(FILE));
}

/** Expects that the file and the live rules agree, and that nobody holds the lock. */
async function expectAgreement(world: CrashWorld, at: string): Promise<void> {
  const unlike = diffRules(desiredRouting(environmentOf(world).services), await world.router.read());
  expect({ at, ...unlike, holder: await lockHolder(world.root, 'local') }).toEqual({
    at,
    changes: [],
    conflicts: [],
    holder: undefined,
  });
}

/** Expects that the aliases of web lead to the versions of the versions file. */
async function expectVersions(world: CrashWorld, at: string, colors: readonly Color[]): Promise<void> {
  const { unproven } = await proveVersions(
    testContext(world.root),
    withVersions(environmentOf(world), loadVersions(join(world.root, FILE)).versions),
  );
  const wrong = unproven.filter(({ service, color }) => service.name === 'web' && colors.includes(color));
  expect({ at, wrong: wrong.map(describeUnproven) }).toEqual({ at, wrong: [] });
}

/** Expects that the file is the newest revision of the journal, so that no later verb takes it for an old one. */
async function expectJournaled(world: CrashWorld, at: string): Promise<void> {
  const { versions } = loadVersions(join(world.root, FILE));
  const environment = withVersions(environmentOf(world), versions);
  const compared = await compareWithJournal(testContext(world.root), environment, environment.services);
  expect({ at, states: compared.map(({ state }) => state) }).toEqual({
    at,
    states: compared.map(() => ({ kind: 'current' })),
  });
}

async function killEverywhere(world: CrashWorld, phase: Phase, verb: Verb): Promise<void> {
  await enter(world, verb);
  const visits: Wreck[] = [];
  const { code } = await world.ctl(verb.line, { boundary: () => void visits.push(capture(world)) });
  expect(visits.length).toBeLessThan(MOST_BOUNDARIES);
  const undisturbed = { code, text: world.read(FILE) };
  for (const [index, left] of visits.entries()) {
    // A kill after a step that changed nothing leaves the same as one before it.
    if (left.key === visits[index - 1]?.key) continue;
    const boundary = index + 1;
    const at = `${verb.line} from ${phase}, killed at boundary ${boundary}`;
    if (verb.kills && phase === 'steady') {
      await enter(world, verb);
      const { signal } = await bundle.run(world.root, verb.line, { KILL_AT: String(boundary) });
      expect({ at, signal, key: capture(world).key }).toEqual({ at, signal: 'SIGKILL', key: left.key });
    } else await restore(world, left);
    const again = await world.ctl(verb.line);
    expect({ at, err: again.err, code: again.code, text: world.read(FILE) }).toEqual({
      at,
      err: expect.stringContaining('Took over the lock of ctl'),
      ...undisturbed,
    });
    await expectAgreement(world, at);
    await expectVersions(world, at, ['blue', 'green']);
    if (code === 0) await expectJournaled(world, at);
    await restore(world, left);
    const back = await world.ctl('rollback web');
    const web = environmentOf(world).services.find((service) => service.name === 'web');
    const release = { canary: web?.activate_canary, candidate: web && candidateWeight(web) };
    expect({ at, err: back.err, code: back.code, release }).toMatchObject({
      at,
      code: 0,
      release: { canary: false, candidate: 0 },
    });
    await expectAgreement(world, at);
    // The candidate may wait for its version; the color to which everybody went runs its own.
    await expectVersions(world, at, web ? [web.active_color] : []);
    if (verb.edit === undefined) await expectJournaled(world, at);
  }
}

describe('killed at every boundary, then run again or rolled back, in every phase', () => {
  it.each(VERBS)(
    '$line leaves file and live rules that agree',
    async (verb) => {
      await Promise.all([...worlds].map(([phase, world]) => killEverywhere(world, phase, verb)));
    },
    600_000,
  );
});
