// Two checkouts of one environment, on one bucket, with real Terraform: neither undoes the other, whatever they type in whatever order.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeCdktfJson } from '../../bench/environments';
import { createRouter } from '../../controller/aws/router';
import { compareWithJournal } from '../../controller/store/checkout';
import { openJournal, readJournal } from '../../controller/store/journal';
import { takeSnapshot } from '../../controller/release';
import { loadEnvironment } from '../../environments';
import type { Environment } from '../../environments';
import { desiredRouting, diffRules } from '../../routing';
import { seededRandom } from '../../sandbox/faults/random';
import { testContext } from '../contract/context';
import { byHand } from '../controller/helpers/by-hand';
import { createWorld } from '../controller/helpers/context';
import type { World } from '../controller/helpers/context';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';

const FILE = 'environments/test.yaml';
const PRIORITY = 200;
const STEPS = 200;
/** Every so many steps a verb goes through Terraform. */
const THROUGH_TERRAFORM = 25;

const environmentText = (url: string, listener: string): string => `# Two checkouts share this.
region: us-east-1
emulator_endpoint: ${url}
state: { bucket: acme-state }
network: { create: {} }
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    family: two-web
    paths: [/web*]
    priority: ${PRIORITY}
    handler: index.handler
    runtime: nodejs20.x
    alarms: { enabled: false }
    blue_package: ../code/v1
    green_package: ../code/v2
    whitelisted_ips: [127.0.0.2/32]
    rollout: { metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } } }
    active_color: blue # the stable one
    activate_canary: false
    green_weight: 0
`;

let moto: Moto;
const checkouts: readonly World[] = [createWorld(), createWorld()];

beforeAll(async () => {
  moto = await startMoto();
  const client = {
    endpoint: moto.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  await new S3Client({ ...client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'acme-state' }));
  const listener = await makeListener(moto.url);
  const [a] = checkouts;
  for (const version of ['v1', 'v2'])
    a?.write(`code/${version}/index.mjs`, `export const handler = () => '${version}';`);
  a?.write(FILE, environmentText(moto.url, listener));
  for (const world of checkouts) {
    if (world !== a && a) {
      for (const folder of ['code', 'environments'])
        cpSync(join(a.root, folder), join(world.root, folder), { recursive: true });
    }
    writeCdktfJson(world.root);
  }
}, 120_000);

afterAll(async () => {
  for (const world of checkouts) world.remove();
  await moto.stop();
});

const env = { ...process.env, USER: 'tester' };
const ctl = (world: World, line: string) => world.json(`${line} -e test`, { env });
const open = (world: World): Environment => loadEnvironment(join(world.root, FILE)).environment;

/** Whether file, journal and live rules of a checkout agree. */
async function expectAgreement(world: World): Promise<void> {
  const environment = open(world);
  const context = testContext(world.root, { env });
  const observed = await (await createRouter(environment, context)).read();
  expect(diffRules(desiredRouting(environment.services), observed)).toEqual({ changes: [], conflicts: [] });
  const [compared] = await compareWithJournal(context, environment, environment.services);
  expect(compared?.state).toEqual({ kind: 'current' });
  const [service] = environment.services;
  expect(compared?.revisions[0]?.to).toEqual(service && takeSnapshot(service));
}

/** The live rules, for a step that must not change them. */
const live = async (world: World): Promise<unknown> =>
  (await createRouter(open(world), testContext(world.root, { env }))).read();

/** Which refusals leave the decision to the user: the state does not allow the verb, or the checkout does not know the state. */
const REFUSALS = ['STALE_CHECKOUT', 'DRIFT', 'NOT_PROMOTED'];

describe('two checkouts on one bucket', () => {
  it('deploy once; the second one finds nothing to do', async () => {
    const [a, b] = checkouts;
    if (!a || !b) throw new Error('two checkouts');
    expect(await ctl(a, 'deploy --yes')).toMatchObject({ code: 0, document: { changed: true } });
    await expectAgreement(a);
    // What the colors run was written into the first checkout's versions file.
    expect(await ctl(b, 'deploy --yes')).toMatchObject({ code: 4, document: { error: { code: 'STALE_CHECKOUT' } } });
    expect(await ctl(b, 'pull')).toMatchObject({ code: 0 });
    expect(await ctl(b, 'deploy --yes')).toMatchObject({ code: 0, document: { changed: false } });
    await expectAgreement(b);
  }, 300_000);

  it('a rollout that one of them drives is ended by a rollback of the other', async () => {
    const [a, b] = checkouts;
    if (!a || !b) throw new Error('two checkouts');
    const started: string[] = [];
    const io = { out: () => undefined, err: (line: string) => void started.push(line) };
    const quiet = { isTTY: false, columns: Infinity, color: false, confirm: () => Promise.resolve(false) };
    const line = 'rollout start web --via live --strategy 50:10m --interval 1s -e test';
    const driving = a.ctl(line, { env, io: { ...io, ...quiet } });
    const ended = driving.then(({ code }) => Promise.reject(new Error(`exit ${code}\n${started.join('\n')}`)));
    const shifted = async (): Promise<void> => {
      while (!started.some((one) => one.includes('50 % on green'))) await pause(100);
    };
    await Promise.race([shifted(), ended]);
    ended.catch(() => undefined);
    const back = await b.ctl('rollback web --no-reconcile -e test', { env });
    expect(back).toMatchObject({ code: 0, out: expect.stringContaining('everyone gets blue') });
    expect(back.err).toMatch(/rollout \S+ of web has ended/);
    expect((await driving).code).toBe(5);
    await expectAgreement(b);
    expect(await ctl(a, 'rollout resume web')).toMatchObject({
      code: 2,
      document: { error: { code: 'ROLLOUT_NOT_FOUND' } },
    });
    expect(await ctl(a, 'shift web --green 50 --via live')).toMatchObject({ code: 4 });
    expect(await ctl(a, 'pull --yes')).toMatchObject({ code: 0 });
    await expectAgreement(a);
  }, 300_000);

  it(`never undo each other in ${STEPS} random verbs, edits by hand and pulls`, async () => {
    const random = seededRandom(20261125);
    const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
    const hand = byHand(Number(new URL(moto.url).port));
    const counts = { done: 0, refused: 0, edits: 0 };
    let edited = false;
    for (let step = 1; step <= STEPS; step++) {
      const world = pick([checkouts[0] as World, checkouts[1] as World]);
      const kind = random();
      if (kind < 0.06) {
        await hand.setWeights(PRIORITY, 37, 63);
        edited = true;
        counts.edits += 1;
        continue;
      }
      if (kind < 0.12) {
        world.write(FILE, world.read(FILE).replace(/green_weight: \d+/, `green_weight: ${Math.floor(random() * 101)}`));
        counts.edits += 1;
        continue;
      }
      const via = step % THROUGH_TERRAFORM === 0 ? 'terraform' : 'live';
      const line = pick([
        ...['pull --yes', 'pull --yes', 'pull --yes'],
        `rollback web --via live --no-reconcile`,
        ...['promote', 'settle', 'canary'].map((verb) => `${verb} web --via ${via}`),
        `canary web --off --via ${via}`,
        ...[10, 50, 90].map((weight) => `shift web --green ${weight} --via ${via}`),
        ...(edited ? ['adopt web'] : []),
      ] as [string, ...string[]]);
      const before = await live(world);
      const { code, document } = await ctl(world, line);
      const error = (document as { error?: { code: string } }).error?.code;
      if (error !== undefined) {
        expect({ step, line, code, error }).toEqual({
          step,
          line,
          code,
          error: expect.stringMatching(REFUSALS.join('|')),
        });
        expect(await live(world)).toEqual(before);
        counts.refused += 1;
        continue;
      }
      expect({ step, line, code }).toEqual({ step, line, code: 0 });
      counts.done += 1;
      if (line.startsWith('pull')) {
        if (!edited) await expectAgreement(world);
        continue;
      }
      edited = false;
      await expectAgreement(world);
    }
    expect(counts.done).toBeGreaterThan(STEPS / 5);
    expect(counts.refused).toBeGreaterThan(STEPS / 10);
    const [world] = checkouts;
    if (!world) throw new Error('two checkouts');
    const journal = await readJournal(await openJournal(testContext(world.root, { env }), open(world)));
    expect(journal.map((entry) => entry.revision)).toEqual(journal.map((_, index) => index + 1));
  }, 900_000);
});
