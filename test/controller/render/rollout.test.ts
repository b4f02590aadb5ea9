// What ctl rollout status shows of a rollout, on terminals of any width.
import { describe, expect, it } from '@jest/globals';
import { printableLine } from '../../../controller/core/printable';
import { createStyle } from '../../../controller/core/style';
import { weightOf } from '../../../controller/release/rollout';
import type { Evaluation, RolloutPlan, RolloutState } from '../../../controller/release/rollout';
import { renderRollouts } from '../../../controller/render/rollout';
import { at, PLAN, startedRollout } from '../release/rollout-start';

const PLANNED: RolloutPlan = { ...PLAN, selfTestSeconds: 600, holdAtMostSeconds: 900 };

const stateOf = (changes: Partial<RolloutState>): RolloutState => ({ ...startedRollout(PLANNED), ...changes });

const evaluationOf = (kind: Evaluation['kind'], seconds: number): Evaluation => {
  const reason = `3.3 % failed of 399 against 0.22 % of 3,601: ${'evidence '.repeat(20)}`;
  return { at: at(seconds).toISOString(), kind, reason, metrics: [{ name: 'errors', kind, value: 3.3, reason }] };
};

const PLANNED_STEP = { at: 'holding', step: 0 } as const;

const found = (kind: Evaluation['kind'], second: number) => ({ evaluations: [evaluationOf(kind, second)] });

/** The lines as a terminal gets them. */
function show(state: RolloutState, seconds: number, columns = Infinity, colors = false): string[] {
  const view = { now: at(seconds), style: createStyle(colors, columns) };
  const green = weightOf(state);
  return renderRollouts([{ state, driver: 'ada', live: { web: { blue: 100 - green, green } } }], view).map(
    printableLine,
  );
}

// eslint-disable-next-line no-control-regex
const withoutColors = (lines: readonly string[]): string[] => lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

describe('a rollout on a terminal', () => {
  const back = stateOf({
    position: { at: 'done', outcome: 'rolled-back', reason: `errors: ${'worse '.repeat(40)}` },
    evaluations: [evaluationOf('fail', 60)],
  });

  it.each([40, 60, 80, 160])('of %i columns has its whole reason, once, and only the title is cut', (columns) => {
    const [title = '', ...lines] = show({ ...back, id: '20261124-215326-3fa9'.repeat(2) }, 90, columns);
    expect(title.length).toBeLessThanOrEqual(columns);
    expect(title.endsWith('…')).toBe(columns < 80);
    expect(lines.join(' ').match(/worse/g)).toHaveLength(40);
    expect(lines.join(' ').match(/evidence/g)).toHaveLength(20);
  });

  it('has a reason of several metrics, or of its end, once', () => {
    const reason = 'no data for the candidate since the last shift';
    const metrics = ['errors', 'latency'].map((name) => ({ name, kind: 'fail' as const, value: null, reason }));
    const evaluations = [{ at: at(60).toISOString(), kind: 'fail' as const, reason, metrics }];
    const ended = { at: 'done', outcome: 'rolled-back', reason: `errors: ${reason}` } as const;
    for (const position of [PLANNED_STEP, ended]) {
      expect(
        show(stateOf({ position, evaluations }), 90)
          .join('\n')
          .match(/no data/g),
      ).toHaveLength(1);
    }
  });

  it('says since when it compares in the time of the reader, with the date where that is not today', () => {
    const compared = { since: '2029-12-24T23:30:00Z', detectable: 0.02 };
    const metric = { name: 'errors', kind: 'pass' as const, value: 0, reason: 'good', compared };
    const evaluations = [{ at: at(60).toISOString(), kind: 'pass' as const, reason: 'good', metrics: [metric] }];
    const [line] = show(stateOf({ evaluations } as never), 90).filter((one) => one.includes('since'));
    expect(line).toMatch(/^ {4}since 2029-12-24 23:30 UTC; a candidate that is worse/);
  });

  it.each([40, 60, 80, 100, 160, 1000])('of %i columns shows the same with colors and without', (columns) => {
    const colored = show(back, 90, columns, true);
    expect(colored.join()).toContain('\u001b[31m');
    expect(withoutColors(colored)).toEqual(show(back, 90, columns));
    expect(Math.max(...withoutColors(colored).map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('ends every color that it begins', () => {
    // eslint-disable-next-line no-control-regex
    const codes = show(back, 90, 24, true).map((line) => line.match(/\u001b\[\d+m/g)?.length ?? 0);
    expect(codes.every((count) => count % 2 === 0)).toBe(true);
  });
});

describe('a rollout whose time is over', () => {
  const baking = { at: 'baking' } as const;
  const holding = { at: 'holding', step: 0 } as const;
  it.each([
    ['a proof', { position: baking, ...found('inconclusive', 120) }, 'bakes, waits for a proof, until 00:17 UTC'],
    ['data', { position: baking, ...found('hold', 120) }, 'bakes, waits for more data, until 00:17 UTC'],
    ['data', { position: holding, ...found('hold', 120) }, 'step 1 of 2, waits for more data, until 00:17 UTC'],
    [
      'an evaluation',
      { position: baking, ...found('hold', -1) },
      'bakes, waits for the next evaluation, until 00:17 UTC',
    ],
  ])('waits for %s, and says until when', (_, changes, expected) => {
    const [, , line] = show(stateOf(changes), 160);
    expect(line).toBe(`  ${expected} at the latest: then it pauses`);
  });

  it.each([
    ['settle', 'it goes on'],
    ['rollback', 'it is rolled back'],
  ] as const)('says what follows without a proof: %s', (inconclusive, expected) => {
    const plan = { ...PLANNED, inconclusive };
    const without = (kind: Evaluation['kind']) =>
      show(stateOf({ plan, position: baking, ...found(kind, 120) }), 160)[2];
    expect(without('inconclusive')).toContain(`then ${expected}`);
    expect(without('hold')).toContain('then it pauses');
  });

  it('waits for its time before that', () => {
    const [, , line] = show(stateOf({ position: baking, ...found('inconclusive', 60) }), 80);
    expect(line).toBe('  bakes, 40s left, waits for the bake time');
  });
});

describe('a rollout that waits for people', () => {
  it.each([
    [{ at: 'self-testing' } as const, 'self-test by canary, 8m left, waits for the test by whitelisted addresses'],
    [{ at: 'approval', step: 0, id: 'r1-1' } as const, 'step 1 of 2, 8m left, waits for approval r1-1'],
  ])('says how much time is left: %j', (position, expected) => {
    expect(show(stateOf({ position, ...found('pass', 90) }), 120)[2]).toBe(`  ${expected}`);
  });
});
