// The contract of the shared store in files, and what a hand or a broken disk may have left among them.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock } from '../../controller/lock';
import { openFiles } from '../../controller/store/files';
import { testContext } from './context';
import { storeContract } from './store.contract';

storeContract('files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'teal-store-'));
  return {
    open: async () => openFiles(folder),
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe('files that ctl did not write', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'teal-store-'));
    mkdirSync(join(root, '.teal/locks'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each<[string, string, (file: string) => void]>([
    ['a dangling link', '7', (file) => symlinkSync('nowhere', file)],
    ['a link to itself', '7', (file) => symlinkSync(file, file)],
    ['a folder', '7', (file) => mkdirSync(file)],
    ['a device', '7', (file) => symlinkSync('/dev/zero', file)],
    ['an absurd number', '9999999999999999', (file) => writeFileSync(file, '')],
    ['a number that has no next one', `1${'0'.repeat(200)}`, (file) => writeFileSync(file, '')],
  ])('among the lock: %s is an error that names it, and never waited for', async (_title, number, make) => {
    const file = join(root, '.teal/locks', `prod.json.${number}`);
    make(file);
    await expect(acquireLock(testContext(root), 'prod', 'shift', false)).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      message: expect.stringContaining(file),
    });
    await (await acquireLock(testContext(root), 'test', 'shift', false)).assertHeld();
  });

  it('among the lock: any other name is ignored', async () => {
    for (const name of ['prod.json.1e308', 'prod.json.-1', 'prod.json.x', '.draft.x', 'prod.json~'])
      writeFileSync(join(root, '.teal/locks', name), '{');
    await (await acquireLock(testContext(root), 'prod', 'shift', false)).assertHeld();
  });
});
