// The stored rollouts of an environment: what an earlier version wrote, and text that ctl did not write.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { advance, chooseAction } from '../../../controller/release';
import { openRolloutStore } from '../../../controller/rollout/store';
import type { RolloutStore } from '../../../controller/rollout/store';
import { testContext } from '../../contract/context';
import { environmentOf } from '../aws/environment';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'teal-rollouts-'));
  mkdirSync(join(root, '.teal/rollouts'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

const open = (): Promise<RolloutStore> => openRolloutStore(testContext(root), environmentOf({}));
const write = (text: string): void => writeFileSync(join(root, '.teal/rollouts/test.json.1'), text);

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

describe('rollouts of the first version', () => {
  beforeEach(() => write(JSON.stringify(FIRST_VERSION)));

  it('are read, with their evaluations', async () => {
    const [first] = FIRST_VERSION.rollouts;
    const { looks, ...state } = first?.state ?? {};
    expect(await (await open()).read()).toEqual([
      { state: { ...state, schemaVersion: 2, evaluations: looks }, driver: null },
    ]);
  });

  it('continue where they were, and are stored in the present version', async () => {
    const store = await open();
    const now = new Date('2030-01-01T00:01:20Z');
    const resume = { kind: 'resume', configuration: 'hash' } as const;
    await store.update((all) => all.map((one) => ({ ...one, state: advance(one.state, resume, now) })));
    const [stored] = await store.read();
    const until = new Date('2030-01-01T00:02:00Z');
    expect(stored && chooseAction(stored.state, now)).toEqual({ kind: 'wait', until, for: '10 %' });
    const text = readFileSync(join(root, '.teal/rollouts/test.json.2'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 2,
      rollouts: [{ state: { schemaVersion: 2, evaluations: [EVALUATION] } }],
    });
    expect(text).not.toContain('looks');
  });
});

it.each([['nonsense'], ['{}'], ['{"schemaVersion":3,"rollouts":[]}'], ['{"schemaVersion":1}'], ['null']])(
  'refuses %s, which it did not write',
  async (text) => {
    write(text);
    await expect((await open()).read()).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
  },
);
