// API calls that fail on the wire, at each call of a verb: a single failure is retried, a lasting one gives one clear error, and
// the state is known afterwards.
import { afterAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, environmentText } from '../controller/helpers/context';
import type { Ran, SandboxWorld } from '../controller/helpers/context';
import { startProxy } from './proxy';
import type { Fault, Proxy } from './proxy';

const FILE = 'environments/local.yaml';
/** Two attempts for a call that never succeeds, so that the tests of lasting faults are short. */
const impatient = { CTL_API_TIMEOUT: '0.5', PATH: process.env['PATH'], USER: 'tester' };
/** As many attempts as against AWS: a call that fails once must succeed, however slow the machine is meanwhile. */
const patient = { ...impatient, CTL_API_TIMEOUT: '1', AWS_MAX_ATTEMPTS: '5' };

interface FaultyWorld {
  readonly world: SandboxWorld;
  readonly proxy: Proxy;
  readonly ctl: (line: string) => Promise<Ran>;
  /** The status of web: the weights in the file and live, and the number of differences. */
  readonly readStatus: () => Promise<{ asked: number; live: number; drift: number }>;
}

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

let lastStart: Promise<void> = Promise.resolve();

/** A sandbox behind a proxy. Each test has its own, since they wait most of the time; they start one after the other. */
function faultyWorld(env: typeof impatient): Promise<FaultyWorld> {
  const started = lastStart.then(() => startWorld(env));
  lastStart = started.then(
    () => undefined,
    () => undefined,
  );
  return started;
}

async function startWorld(env: typeof impatient): Promise<FaultyWorld> {
  const world = await createSandboxWorld();
  const proxy = await startProxy(world.sandbox.controlPort);
  closing.push(
    () => proxy.close(),
    () => world.close(),
  );
  world.write(
    FILE,
    environmentText(world.sandbox.port, proxy.port).replaceAll(/( +)runtime:.*\n/g, '$&$1timeout: 60\n'),
  );
  // Functions may start slowly on a busy machine. These verbs load what the others load, so that no call waits for it.
  for (const line of ['deploy --yes', 'shift web --green 30', 'canary web', 'rollback web']) {
    const { code, err } = await world.ctl(line);
    expect({ line, err, code }).toEqual({ line, err: expect.anything(), code: 0 });
  }
  const readStatus: FaultyWorld['readStatus'] = async () => {
    const { document } = await world.json('status web', { env });
    const { services } = document as {
      services: { weights: { green: number }; live: { green: number }; drift: unknown[] }[];
    };
    const [web] = services;
    return { asked: web?.weights.green ?? -1, live: web?.live.green ?? -1, drift: web?.drift.length ?? -1 };
  };
  return { world, proxy, ctl: (line) => world.ctl(line, { env }), readStatus };
}

const PASSING: readonly Fault[] = ['throttled', 'internal', 'unavailable', 'hang', 'stalled', 'torn', 'lost'];
const LASTING: readonly Fault[] = [...PASSING, 'expired', 'denied'];
const MESSAGES: Readonly<Record<Fault, RegExp>> = {
  throttled: /throttled, after several attempts/,
  internal: /InternalFailure/,
  unavailable: /ServiceUnavailable/,
  hang: /no connection to/,
  stalled: /no connection to/,
  torn: /no connection to/,
  lost: /no connection to/,
  expired: /credentials have expired[\s\S]*Sign in again/,
  denied: /access denied[\s\S]*Allow \w+:\w+/,
};

/** A verb, and how many faults each of its calls gets. The faults rotate, so that every fault and every call is covered. */
const VERBS: readonly { line: string; faults: number }[] = [
  { line: 'shift web --green 30', faults: 2 },
  { line: 'canary web', faults: 1 },
  { line: 'rollback web', faults: LASTING.length },
];
/** More calls than any verb makes. */
const MOST_CALLS = 40;

const faultsAt = (all: readonly Fault[], count: number, at: number): Fault[] =>
  Array.from({ length: Math.min(count, all.length) }, (_, index) => all[(at * count + index) % all.length] ?? 'torn');

describe.each(VERBS)('ctl $line', ({ line, faults }) => {
  const prepare = async (proxy: Proxy, ctl: FaultyWorld['ctl']): Promise<void> => {
    proxy.fail(() => undefined);
    expect((await ctl('rollback web')).code).toBe(0);
    if (line.startsWith('rollback')) expect((await ctl('shift web --green 30')).code).toBe(0);
  };

  it.concurrent(
    'succeeds when any single call fails once',
    async () => {
      const { proxy, ctl, readStatus } = await faultyWorld(patient);
      for (let at = 1; at < MOST_CALLS; at++) {
        for (const fault of faultsAt(PASSING, faults, at)) {
          await prepare(proxy, ctl);
          proxy.fail(({ number }) => (number === at ? fault : undefined));
          const { code, err } = await ctl(line);
          expect({ at, fault, err, code }).toEqual({ at, fault, err: expect.anything(), code: 0 });
          if (proxy.calls().length < at) return;
          const { asked, live, drift } = await readStatus();
          expect({ at, fault, live, drift }).toEqual({ at, fault, live: asked, drift: 0 });
        }
      }
      throw new Error('the verb makes too many calls');
    },
    120_000,
  );

  it.concurrent(
    'gives one error when all calls fail from any one on, and status is right afterwards',
    async () => {
      const { world, proxy, ctl, readStatus } = await faultyWorld(impatient);
      for (let at = 1; at < MOST_CALLS; at++) {
        for (const fault of faultsAt(LASTING, faults, at)) {
          await prepare(proxy, ctl);
          const before = world.read(FILE);
          proxy.fail(({ number }) => (number >= at ? fault : undefined));
          const { code, err } = await ctl(line);
          if (proxy.calls().length < at) return;
          expect({ at, fault, code: code > 0 }).toEqual({ at, fault, code: true });
          expect(err).toMatch(MESSAGES[fault]);
          expect(err.match(/^error: /gm)).toHaveLength(1);
          expect(err).toContain('hint: ');
          proxy.fail(() => undefined);
          const { asked, live, drift } = await readStatus();
          if (world.read(FILE) === before)
            expect({ at, fault, live, drift }).toEqual({ at, fault, live: asked, drift: 0 });
          expect({ at, fault, again: (await ctl(line)).code }).toEqual({ at, fault, again: 0 });
          const end = await readStatus();
          expect({ at, fault, live: end.live, drift: end.drift }).toEqual({ at, fault, live: end.asked, drift: 0 });
        }
      }
      throw new Error('the verb makes too many calls');
    },
    120_000,
  );
});
