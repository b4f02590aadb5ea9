// The stored rollouts of an environment: one text each, what an earlier version wrote, and text that ctl did not write.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { advance, chooseAction } from '../../../controller/release';
import { openRolloutStore } from '../../../controller/rollout-store';
import type { RolloutStore, StoredRollout } from '../../../controller/rollout-store';
import { testContext } from '../../contract/context';
import { environmentOf } from '../aws/environment';
import { at, PLAN, startedRollout } from '../release/rollout-start';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'teal-rollouts-'));
  mkdirSync(join(root, '.teal/rollouts/test'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

const open = (): Promise<RolloutStore> => openRolloutStore(testContext(root), environmentOf({}));
const writeEarlier = (text: string): void => writeFileSync(join(root, '.teal/rollouts/test.json.1'), text);
const writeOne = (text: string): void =>
  writeFileSync(join(root, '.teal/rollouts/test/20300101-000000-3fa9.json'), text);

const EVALUATION = { at: '2030-01-01T00:01:00.000Z', kind: 'pass', reason: 'all pass', metrics: [] };

/** As the first version wrote it: paused at its first step, after one evaluation. */
const FIRST_VERSION = {
  schemaVersion: 1,
  rollouts: [
    {
      state: {
        schemaVersion: 1,
        id: '20300101-000000-3fa9',
        environment: 'test',
        services: ['web'],
        candidates: { web: 'green' },
        configuration: 'hash',
        plan: {
          steps: [
            { weight: 10, waitSeconds: 120, approval: false },
            { weight: 100, waitSeconds: 0, approval: false },
          ],
          bakeSeconds: 120,
          settle: true,
          intervalSeconds: 60,
          selfTestSeconds: 0,
          approval: { expiresSeconds: 600, otherwise: 'rollback' },
          lostApiSeconds: 300,
        },
        by: 'ada',
        via: 'live',
        reason: null,
        startedAt: '2030-01-01T00:00:00.000Z',
        position: { at: 'holding', step: 0 },
        since: '2030-01-01T00:00:00.000Z',
        updatedAt: '2030-01-01T00:01:10.000Z',
        pause: {
          reason: 'by ada: lunch',
          since: '2030-01-01T00:01:10.000Z',
          then: { at: 'holding', step: 0 },
        },
        looks: [EVALUATION],
        lostSince: null,
        shiftedAt: '2030-01-01T00:00:00.000Z',
        slowMs: { web: 320 },
      },
      driver: null,
    },
  ],
};

/** What plans of the first version did not have. */
const LATER = { holdAtMostSeconds: 3600, inconclusive: 'pause' } as const;

const NOW = at(0);

const rollout = (id: string): StoredRollout => ({ state: startedRollout(PLAN, id, 'test'), driver: null });

const END = { kind: 'rolled-back-elsewhere', reason: 'by hand' } as const;
const end = (store: RolloutStore, id: string) =>
  store.update(id, (one) => ({ ...one, state: advance(one.state, END, NOW) }));

describe('rollouts', () => {
  it('are stored one by one, so that the change of one never meets another', async () => {
    const store = await open();
    await store.create(rollout('a'));
    await store.create(rollout('b'));
    await Promise.all([end(store, 'a'), end(store, 'b')]);
    expect((await store.readOpen()).rollouts).toEqual([]);
    expect((await store.readAll()).rollouts.map(({ state }) => [state.id, state.position.at])).toEqual([
      ['a', 'done'],
      ['b', 'done'],
    ]);
  });

  it('keep every change when two processes change one at the same time', async () => {
    const [one, other] = [await open(), await open()];
    await one.create(rollout('a'));
    const append = (store: RolloutStore, text: string) =>
      store.update('a', (now) => ({ ...now, state: { ...now.state, by: `${now.state.by} ${text}` } }));
    await Promise.all([append(one, 'x'), append(other, 'y'), append(one, 'z')]);
    expect((await one.read('a')).state.by.split(' ').sort()).toEqual(['ada', 'x', 'y', 'z']);
  });

  it('are removed when they have ended and 20 newer ones have; an open one stays, however old it is', async () => {
    const store = await open();
    await store.create(rollout('00-open'));
    for (let i = 10; i < 35; i++) {
      await store.create(rollout(`${i}`));
      await end(store, `${i}`);
    }
    await store.create(rollout('99'));
    const ids = (await store.readAll()).rollouts.map(({ state }) => state.id);
    expect(ids).toEqual(['00-open', ...Array.from({ length: 20 }, (_, i) => `${i + 15}`), '99']);
    expect(readdirSync(join(root, '.teal/rollouts/test')).filter((name) => name.startsWith('10'))).toEqual([]);
  });

  it('are found open even if the process was killed between the end and its mark', async () => {
    const store = await open();
    await store.create(rollout('a'));
    await end(store, 'a');
    rmSync(join(root, '.teal/rollouts/test/a.ended.json'));
    expect((await store.readOpen()).rollouts).toEqual([]);
  });
});

describe('rollouts of the first version', () => {
  beforeEach(() => writeEarlier(JSON.stringify(FIRST_VERSION)));

  it('are read, with their evaluations', async () => {
    const [first] = FIRST_VERSION.rollouts;
    if (!first) throw new Error('no rollout');
    const { looks, shiftedAt, slowMs, plan, ...state } = first.state;
    const shifts = [shiftedAt, state.since];
    const thresholds = { web: { slowMs: slowMs.web, slowestMs: null, slowResponseMs: null } };
    const added = { schemaVersion: 4, evaluations: looks, stableCode: {}, blockedSince: null, shifts, thresholds };
    const { rollouts, damaged } = await (await open()).readOpen();
    expect({ rollouts, damaged }).toEqual({
      rollouts: [{ state: { ...state, ...added, plan: { ...plan, ...LATER } }, driver: null }],
      damaged: [],
    });
  });

  it('continue where they were, and are stored in the present version', async () => {
    const store = await open();
    const now = new Date('2030-01-01T00:01:20Z');
    const resume = { kind: 'resume', configuration: 'hash', weight: null } as const;
    const id = '20300101-000000-3fa9';
    await store.update(id, (one) => ({ ...one, state: advance(one.state, resume, now) }));
    const { rollouts } = await store.readOpen();
    expect(rollouts).toHaveLength(1);
    const until = new Date('2030-01-01T00:02:00Z');
    expect(rollouts[0] && chooseAction(rollouts[0].state, now)).toEqual({ kind: 'wait', until, for: '10 %' });
    expect((await store.read(id)).state).toMatchObject({ schemaVersion: 4, evaluations: [EVALUATION] });
  });
});

describe('text that ctl did not write', () => {
  it.each([
    ['nonsense', 'STORE_UNREADABLE'],
    ['{}', 'STORE_UNREADABLE'],
    ['null', 'STORE_UNREADABLE'],
    ['[]', 'STORE_UNREADABLE'],
    ['{"schemaVersion":3,"state":{}}', 'STORE_UNREADABLE'],
    ['{"schemaVersion":3,"state":null,"driver":null}', 'STORE_UNREADABLE'],
    ['{"schemaVersion":5}', 'STORE_NEWER'],
  ])('%s is reported, and does not hide the other rollouts', async (text, code) => {
    const store = await open();
    await store.create(rollout('a'));
    writeOne(text);
    const { rollouts, damaged } = await store.readOpen();
    expect(rollouts.map(({ state }) => state.id)).toEqual(['a']);
    expect(damaged).toMatchObject([{ code, message: expect.stringContaining('20300101-000000-3fa9.json') }]);
    await expect(store.read('20300101-000000-3fa9')).rejects.toMatchObject({ code });
  });

  it.each([['nonsense'], ['{}'], ['{"rollouts":[{}]}'], ['{"schemaVersion":1}'], ['null']])(
    'neither does %s where earlier versions kept them',
    async (text) => {
      writeEarlier(text);
      expect((await (await open()).readOpen()).damaged).toMatchObject([{ code: 'STORE_UNREADABLE' }]);
    },
  );
});
