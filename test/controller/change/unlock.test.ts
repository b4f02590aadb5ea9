// ctl unlock: frees a lock whose holder has ended where nobody can see it.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runUnlock } from '../../../controller/change/unlock';
import { acquireLock, thisProcess } from '../../../controller/lock';
import type { Holder } from '../../../controller/lock';
import { testContext } from '../../contract/context';
import { createOfflineWorld } from '../helpers/context';
import type { World } from '../helpers/context';
import { lockHolder } from '../helpers/lock';

let world: World;
beforeEach(() => {
  world = createOfflineWorld();
});
afterEach(() => world.remove());

const ELSEWHERE: Holder = {
  ...{ pid: 4711, host: 'build-7', verb: 'shift', since: '2026-11-21T02:40:11.000Z', token: 'theirs', who: 'anna' },
};
const hold = (holder: Holder): void => world.write('.teal/locks/local.json', JSON.stringify(holder));
const holder = (): Promise<Holder | undefined> => lockHolder(world.root, 'local');

describe('ctl unlock', () => {
  it('shows nothing of a lock that moves the cursor or looks like another line; nor does any other verb', async () => {
    const forged = 'anna\u001b[2J\n::error::forged';
    hold({ ...ELSEWHERE, who: forged, verb: forged, host: forged, since: forged });
    const shown: string[] = [];
    for (const line of ['status', 'unlock', 'shift web --green 10', 'doctor', 'unlock --yes']) {
      const { out, err } = await world.ctl(line);
      shown.push(...`${out}\n${err}`.split('\n'));
    }
    expect(shown.filter((line) => line.includes('anna')).length).toBeGreaterThan(4);
    expect(shown.filter((line) => line.includes('\u001b') || line.startsWith('::'))).toEqual([]);
  });

  it('says that no lock is held, and journals nothing', async () => {
    expect(await world.ctl('unlock --yes')).toMatchObject({ code: 0, out: 'The lock of local is not held' });
    expect((await world.ctl('history')).out).toContain('no changes');
  });

  it('frees the lock of a process on another machine, and journals whose it was and why', async () => {
    hold(ELSEWHERE);
    const { code, out } = await world.ctl(['unlock', '--yes', '-m', 'build 71 was cancelled']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('held by ctl shift on build-7') });
    expect(await holder()).toBeUndefined();
    const { out: history } = await world.ctl('history');
    expect(history).toMatch(/tester +unlock/);
    expect(history).toContain('reason: build 71 was cancelled');
    expect(history).toContain('overridden: the lock of ctl shift (process 4711 on build-7, by anna');
  });

  it('shows the holder before it asks, and needs --yes without a terminal', async () => {
    hold(ELSEWHERE);
    const { code, err } = await world.ctl('unlock');
    expect(code).toBe(2);
    expect(err).toContain('.teal/locks/local.json');
    expect(err).toContain('held by  anna, ctl shift, process 4711 on build-7');
    expect(err).toContain('since    2026-11-21T02:40:11.000Z');
    expect(err).toContain('from here it cannot be seen whether it still runs');
    expect(await holder()).toEqual(ELSEWHERE);
  });

  it('refuses while the holder runs on this machine, unless it is forced', async () => {
    const running = { ...thisProcess(testContext(world.root), 'shift'), token: 'theirs' };
    hold(running);
    const { code, document } = await world.json('unlock --yes');
    expect({ code, document }).toMatchObject({
      code: 3,
      document: { error: { code: 'LOCK_HELD', hint: expect.stringContaining(`kill ${process.pid}`) } },
    });
    expect(await holder()).toEqual(running);
    expect(await world.json('unlock --yes --force')).toMatchObject({
      code: 0,
      document: { environment: 'local', freed: [{ life: 'running', holder: { pid: process.pid } }] },
    });
    expect(await holder()).toBeUndefined();
  });

  it('does not free a lock that changed hands while it asked', async () => {
    hold(ELSEWHERE);
    const context = testContext(world.root);
    const confirm = async (): Promise<boolean> => {
      await acquireLock(context, 'local', 'rollback', true);
      return true;
    };
    const asking = { ...context, io: { ...context.io, isTTY: true, confirm } };
    const args = { environment: 'local', yes: false, force: false, show: () => undefined };
    await expect(runUnlock(asking, args)).rejects.toMatchObject({ code: 'LOCK_HELD' });
    expect(await holder()).toMatchObject({ verb: 'rollback' });
    expect((await world.ctl('history')).out).toContain('no changes');
  });
});
