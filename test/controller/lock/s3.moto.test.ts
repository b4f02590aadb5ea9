// The lock in S3: operators with separate checkouts, as on two machines, exclude each other.
import { hostname } from 'node:os';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock } from '../../../controller/lock';
import type { Holder, Lock } from '../../../controller/lock';
import type { Environment } from '../../../environments/schema';
import { testContext } from '../../contract/context';
import type { TestContext } from '../../contract/context';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { startProxy } from '../../faults/proxy';
import type { Proxy } from '../../faults/proxy';
import { environmentOf } from '../aws/environment';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

const Bucket = 'acme-state';
const Key = 'teal/prod/locks/prod.json';
let moto: Moto;
let proxy: Proxy;
let s3: S3Client;
let machines: World[];

beforeAll(async () => {
  moto = await startMoto();
  proxy = await startProxy(Number(new URL(moto.url).port));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
}, 60_000);
afterAll(async () => {
  await proxy.close();
  await moto.stop();
});
beforeEach(() => {
  machines = [createWorld(), createWorld()];
  proxy.fail(() => undefined);
});
afterEach(() => {
  for (const machine of machines) machine.remove();
});

const environment = (): Environment => ({
  ...environmentOf({
    region: 'us-east-1',
    emulator_endpoint: `http://127.0.0.1:${proxy.port}`,
    state: { bucket: Bucket },
  }),
  name: 'prod',
});

const contextOf = (machine: number): TestContext =>
  testContext(machines[machine]?.root ?? '', { env: { CTL_API_TIMEOUT: '0.3', USER: `operator${machine}` } });

async function take(machine: number, verb: string, takeOver = false, context = contextOf(machine)): Promise<Lock> {
  const lock = await acquireLock(context, 'prod', verb, takeOver);
  try {
    await lock.share(environment());
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

const stored = async (): Promise<string> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};

const store = (holder: Partial<Holder>): Promise<unknown> => {
  const whole = { pid: 1, host: hostname(), verb: 'shift', since: '2030-01-01T00:00:00Z', token: 'theirs', ...holder };
  return s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(whole) }));
};

describe('a lock beside state in S3', () => {
  it('is held by one machine, names the holder to the other, and is free afterwards', async () => {
    const first = await take(0, 'shift');
    await expect(take(1, 'promote')).rejects.toThrow(
      `prod is being changed by ctl shift (process ${process.pid} on ${hostname()}, by operator0`,
    );
    await first.assertHeld();
    await first.release();
    const second = await take(1, 'promote');
    await expect(take(0, 'shift')).rejects.toThrow('by operator1');
    await second.release();
    expect(JSON.parse(await stored())).toEqual({ free: expect.any(String) });
  });

  it('is acquired by one of ten processes at the same time', async () => {
    const rounds = Array.from({ length: 10 }, () => createWorld());
    machines.push(...rounds);
    const taken = await Promise.allSettled(rounds.map((_, index) => take(index + 2, 'shift')));
    const locks = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const holding = await Promise.allSettled(locks.map((lock) => lock.assertHeld()));
    expect(holding.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const lock of locks) await lock.release();
  });

  it('is taken over by a rollback; its former holder detects that and does not release it', async () => {
    const shift = await take(0, 'shift');
    const context = contextOf(1);
    const rollback = await take(1, 'rollback', true, context);
    expect(context.printed.err).toEqual([expect.stringMatching(/ctl shift .*by operator0.* in s3:\/\/acme-state\//)]);
    await expect(shift.assertHeld()).rejects.toThrow('ctl rollback');
    await shift.release();
    await rollback.assertHeld();
    await rollback.release();
  });

  it('of a dead process is taken over, but not when the process was on another host', async () => {
    await store({ pid: 2 ** 22 - 1 });
    await (await take(0, 'shift')).release();
    await store({ host: 'elsewhere' });
    await expect(take(0, 'shift')).rejects.toThrow('on elsewhere');
    await (await take(0, 'rollback', true)).release();
  });

  it('is held although the answer of S3 was lost', async () => {
    proxy.fail(({ number }) => (number === 2 ? 'lost' : undefined));
    const lock = await take(0, 'shift');
    await lock.assertHeld();
    await lock.release();
    await (await take(1, 'shift')).release();
  });

  it.each(['throttled', 'unavailable', 'hang', 'stalled', 'torn'] as const)(
    'is acquired although one call is %s',
    async (fault) => {
      for (let at = 1; at <= 4; at++) {
        proxy.fail(({ number }) => (number === at ? fault : undefined));
        const lock = await take(0, 'shift');
        await lock.assertHeld();
        await lock.release();
        proxy.fail(() => undefined);
        await (await take(1, 'shift')).release();
      }
    },
  );

  it('is not acquired when S3 does not answer, and the local lock is released', async () => {
    proxy.fail(() => 'hang');
    await expect(take(0, 'shift')).rejects.toThrow(/s3:GetObject: no connection to/);
    proxy.fail(() => undefined);
    await (await take(0, 'shift')).release();
  });

  it('stops a change when it cannot be checked', async () => {
    const lock = await take(0, 'shift');
    proxy.fail(() => 'unavailable');
    await expect(lock.assertHeld()).rejects.toThrow(/s3:GetObject/);
    proxy.fail(() => undefined);
    await lock.release();
  });

  it('reports that the bucket does not exist', async () => {
    const lock = await acquireLock(contextOf(0), 'prod', 'shift', false);
    const wrong = { ...environment(), state: { bucket: 'nowhere' } };
    await expect(lock.share(wrong)).rejects.toThrow(/s3:GetObject: not found at.*bucket/);
    await lock.release();
  });
});
