// What ctl status says about the lock: whether a change is under way, and what to type when its process has ended.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { thisProcess } from '../../../controller/lock';
import type { Holder } from '../../../controller/lock';
import { loadEnvironment } from '../../../environments';
import { testContext } from '../../contract/context';
import { createOfflineWorld } from '../helpers/context';
import type { World } from '../helpers/context';

let world: World;
beforeEach(() => {
  world = createOfflineWorld();
});
afterEach(() => world.remove());

const hold = (changes: Partial<Holder>): void => {
  const holder = { ...thisProcess(testContext(world.root), 'shift'), ...changes };
  world.write('.teal/locks/local.json', JSON.stringify(holder));
};
const ended = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

describe('ctl status', () => {
  it('says that a change is running while its process runs', async () => {
    hold({});
    expect((await world.ctl('status')).out).toContain(`A change is running: ctl shift (process ${process.pid} on`);
    expect((await world.json('status')).document).toMatchObject({
      lockedBy: expect.stringContaining('ctl shift'),
      lock: { life: 'running' },
    });
  });

  it('says that the process of a change has ended, and what to type', async () => {
    hold({ pid: ended() });
    const { out } = await world.ctl('status');
    expect(out).not.toContain('A change is running');
    expect(out).toMatch(/No change is running: the process of ctl shift \(.*\) has ended without releasing the lock/);
    expect(out).toContain('the next change takes the lock over; ctl drift -e local');
    expect((await world.json('status')).document).toMatchObject({ lockedBy: null, lock: { life: 'gone' } });
  });

  it('names the services that it left unfinished, and both ways on', async () => {
    hold({ pid: ended() });
    const web = loadEnvironment(join(world.root, 'environments/local.yaml')).environment.services[0];
    const leave = (after: object): void =>
      world.write('.teal/unfinished/local.json', JSON.stringify({ web: { base: 1, before: [web], after: [after] } }));
    leave({ ...web, green_weight: 30 });
    const again = 'unfinished: web; the same command again finishes it';
    expect((await world.ctl('status')).out).toContain(`${again}, ctl rollback web -e local takes it back`);
    // A rollback takes traffic back, and no stage.
    leave({ ...web, memory_size: 1024 });
    expect((await world.ctl('status')).out).toMatch(new RegExp(`${again}$`, 'm'));
  });

  it('says how to free the lock of a process that it cannot see', async () => {
    hold({ host: 'build-7' });
    expect((await world.ctl('status')).out).toMatch(/unless its process has ended.*\n +ctl unlock -e local/);
  });

  it('shows the rest when the lock cannot be read', async () => {
    world.write('.teal/locks/local.json.9999999999999999', '');
    const { out } = await world.ctl('status');
    expect(out).toContain('The lock cannot be read: ');
    expect(out).toMatch(/^web +steady/m);
  });
});
