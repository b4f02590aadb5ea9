// The contract of every implementation of the shared store, and of the lock that is kept in it.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acquireIn, freeLock, lockKey, readLock } from '../../controller/lock/acquire';
import type { HeldLock } from '../../controller/lock/acquire';
import { thisProcess } from '../../controller/lock';
import type { Holder } from '../../controller/lock';
import type { SharedStore } from '../../controller/store';
import { testContext } from './context';

/** An empty store. `open` is called once for each writer. */
export interface StorePlace {
  open(): Promise<SharedStore>;
  stop(): Promise<void>;
}

const context = testContext(process.cwd());
const self = (changes: Partial<Holder> = {}): Holder => ({ ...thisProcess(context, 'shift'), ...changes });
const endedPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

export function storeContract(name: string, start: () => Promise<StorePlace>): void {
  let place: StorePlace;
  let store: SharedStore;
  beforeAll(async () => {
    place = await start();
    store = await place.open();
  }, 60_000);
  afterAll(() => place.stop());
  const open = (count: number): Promise<SharedStore[]> =>
    Promise.all(Array.from({ length: count }, () => place.open()));

  describe(`the store in ${name}`, () => {
    it('creates a text once', async () => {
      const key = `locks/${randomUUID()}.json`;
      expect(await store.read(key)).toBeUndefined();
      const first = await store.replace(key, 'ä', undefined);
      expect(await store.read(key)).toEqual(first);
      expect(await store.replace(key, 'b', undefined)).toBeUndefined();
      expect((await store.read(key))?.text).toBe('ä');
    });

    it('replaces a text only if it is as it was read', async () => {
      const key = `locks/${randomUUID()}.json`;
      const first = await store.replace(key, 'a', undefined);
      const second = await store.replace(key, 'b', first);
      expect(second?.text).toBe('b');
      expect(await store.replace(key, 'c', first)).toBeUndefined();
      expect(await store.read(key)).toEqual(second);
    });

    it('counts a text that is already stored as written', async () => {
      const key = `locks/${randomUUID()}.json`;
      const first = await store.replace(key, 'a', undefined);
      expect(await store.replace(key, 'a', undefined)).toEqual(first);
      const second = await store.replace(key, 'b', first);
      expect(await store.replace(key, 'b', first)).toEqual(second);
    });

    it('lists and reads the texts directly in a folder, in order', async () => {
      const folder = `journal/${randomUUID()}/`;
      const keys = ['1', '2', '3'].map((one) => `${folder}${one}.json`);
      for (const key of [...keys].reverse()) await store.replace(key, key, undefined);
      await store.replace(`${folder}deeper/4.json`, 'x', undefined);
      expect(await store.list(folder)).toEqual(keys);
      expect(await store.list(folder, keys[0])).toEqual(keys.slice(1));
      const read = await store.readAll([`${folder}3.json`, `${folder}none.json`, `${folder}1.json`]);
      expect(read.map((one) => one?.text)).toEqual([`${folder}3.json`, undefined, `${folder}1.json`]);
      await store.remove(`${folder}2.json`);
      expect(await store.list(folder)).toEqual([keys[0], keys[2]]);
    });

    it('lets one of ten writers replace a text', async () => {
      const key = `locks/${randomUUID()}.json`;
      const first = await store.replace(key, 'a', undefined);
      const written = await Promise.all((await open(10)).map((one, index) => one.replace(key, `b${index}`, first)));
      const now = await store.read(key);
      expect(written.filter((one) => one !== undefined && one.text === now?.text)).toEqual([now]);
    });
  });

  describe(`a lock in ${name}`, () => {
    const acquire = (environment: string, holder = self(), takeOver = false, from = store): Promise<HeldLock> =>
      acquireIn(context, from, environment, { self: holder, takeOver });
    const held = (environment: string, holder: Holder): Promise<unknown> =>
      store.replace(lockKey(environment), JSON.stringify(holder), undefined);

    it('is held by one process, which it names, and is free after its release', async () => {
      const environment = randomUUID();
      const lock = await acquire(environment, self({ who: 'anna', since: '2030-01-01' }));
      await lock.assertHeld();
      await expect(acquire(environment)).rejects.toMatchObject({
        code: 'LOCK_HELD',
        message: expect.stringContaining(`ctl shift (process ${process.pid} on`),
      });
      await expect(acquire(environment)).rejects.toThrow('by anna, since 2030-01-01');
      await (await acquire(`${environment}2`)).release();
      await lock.release();
      expect((await readLock(store, environment)).holder).toBeUndefined();
      await (await acquire(environment)).assertHeld();
    });

    it('is acquired by one of ten processes at the same time', async () => {
      const environment = randomUUID();
      const stores = await open(10);
      const taken = await Promise.allSettled(stores.map((one) => acquire(environment, self(), false, one)));
      const locks = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const holding = await Promise.allSettled(locks.map((lock) => lock.assertHeld()));
      expect(holding.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('of a process that has ended is taken over with a notice', async () => {
      const environment = randomUUID();
      const holder = self({ pid: endedPid(), who: 'anna' });
      await held(environment, holder);
      expect((await acquire(environment)).previous).toEqual(holder);
      expect(context.printed.err.at(-1)).toMatch(/^Took over the lock of ctl shift \(.*by anna/);
    });

    it.each<[string, Partial<Holder>]>([
      ['of another host', { host: 'elsewhere' }],
      ['of another machine with the same host name and the same namespace of processes', { space: anotherBoot() }],
      ['of another container on this machine', { space: anotherNamespace() }],
    ])('%s is never taken for one that has ended', async (_title, changes) => {
      const environment = randomUUID();
      await held(environment, self({ pid: endedPid(), ...changes }));
      await expect(acquire(environment)).rejects.toMatchObject({
        code: 'LOCK_HELD',
        hint: expect.stringContaining(`ctl unlock -e ${environment}`),
      });
      await (await acquire(environment, self(), true)).release();
    });

    it('is taken over by force; its former holder detects that and does not release it', async () => {
      const environment = randomUUID();
      const first = await acquire(environment);
      const second = await acquire(environment, self({ verb: 'rollback' }), true);
      await expect(first.assertHeld()).rejects.toMatchObject({
        code: 'LOCK_LOST',
        message: expect.stringContaining('ctl rollback'),
      });
      await first.release();
      await second.assertHeld();
    });

    it('is freed for its holder only as long as it is still held by it', async () => {
      const environment = randomUUID();
      await acquire(environment);
      const seen = await readLock(store, environment);
      const other = await acquire(environment, self(), true);
      expect(await freeLock(store, environment, seen)).toBe(false);
      await other.assertHeld();
      expect(await freeLock(store, environment, await readLock(store, environment))).toBe(true);
      await expect(other.assertHeld()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    });

    it('with incomplete text after a loss of power is free', async () => {
      const environment = randomUUID();
      await store.replace(lockKey(environment), '{"pid":', undefined);
      await (await acquire(environment)).assertHeld();
    });
  });
}

function anotherBoot(): string {
  const [, namespace] = (self().space ?? ' ').split(' ');
  return `${randomUUID()} ${namespace ?? ''}`;
}

function anotherNamespace(): string {
  const [boot] = (self().space ?? ' ').split(' ');
  return `${boot ?? ''} pid:[1]`;
}
