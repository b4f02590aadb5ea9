// The contract of the shared store in S3, and answers that are lost on their way.
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireIn, lockKey, readLock } from '../../controller/lock/acquire';
import { thisProcess } from '../../controller/lock';
import { openJournal, readJournal } from '../../controller/store/journal';
import { openSharedStore } from '../../controller/store';
import type { Environment } from '../../environments/schema';
import { environmentOf } from '../controller/aws/environment';
import { createWorld } from '../controller/helpers/context';
import type { World } from '../controller/helpers/context';
import { startProxy } from '../faults/proxy';
import type { Fault, Proxy } from '../faults/proxy';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { testContext } from './context';
import type { TestContext } from './context';
import { storeContract } from './store.contract';
import type { StorePlace } from './store.contract';

const Bucket = 'acme-state';

const environmentAt = (url: string): Environment => ({
  ...environmentOf({ region: 'us-east-1', emulator_endpoint: url, state: { bucket: Bucket } }),
  name: 'prod',
});

async function createBucket(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
}

async function start(): Promise<StorePlace> {
  const moto = await startMoto();
  await createBucket(moto.url);
  return {
    open: () => openSharedStore(testContext(process.cwd()), environmentAt(moto.url)),
    stop: () => moto.stop(),
  };
}

storeContract('S3', start);

describe('answers of S3 that are lost', () => {
  let moto: Moto;
  let proxy: Proxy;
  let world: World;
  let context: TestContext;
  let environment: Environment;
  beforeAll(async () => {
    moto = await startMoto();
    proxy = await startProxy(Number(new URL(moto.url).port));
    await createBucket(moto.url);
    world = createWorld();
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await moto.stop();
    world.remove();
  });
  beforeEach(() => {
    proxy.fail(() => undefined);
    context = testContext(world.root, { env: { ...process.env, CTL_API_TIMEOUT: '0.3', USER: 'anna' } });
    environment = environmentAt(`http://127.0.0.1:${proxy.port}`);
  });

  /** Loses the answer to the first write of each object from now on. */
  function loseFirstWrites(): Set<string> {
    const lost = new Set<string>();
    proxy.fail(({ action }): Fault | undefined => {
      if (!action.startsWith('PUT ') || lost.has(action)) return undefined;
      lost.add(action);
      return 'lost';
    });
    return lost;
  }

  it('do not keep a lock from being acquired, nor from being released', async () => {
    const store = await openSharedStore(context, environment);
    for (const takeOver of [false, false, true]) {
      const lost = loseFirstWrites();
      const lock = await acquireIn(context, store, 'prod', { self: thisProcess(context, 'shift'), takeOver });
      expect([...lost]).toContainEqual(expect.stringContaining(lockKey('prod')));
      await lock.assertHeld();
      loseFirstWrites();
      await lock.release();
      expect((await readLock(store, 'prod')).holder).toBeUndefined();
    }
  });

  it('do not add an entry to the journal twice', async () => {
    const journal = await openJournal(context, environment);
    const lost = loseFirstWrites();
    const entry = { service: '', from: null, to: null, reason: null, via: 'file', result: 'done' } as const;
    expect(await journal.append({ verb: 'unlock', ...entry })).toMatchObject({ revision: 1 });
    expect(await journal.append({ verb: 'pull', ...entry })).toMatchObject({ revision: 2 });
    expect(lost.size).toBeGreaterThanOrEqual(2);
    proxy.fail(() => undefined);
    expect((await readJournal(journal)).map(({ verb }) => verb)).toEqual(['unlock', 'pull']);
  });
});
