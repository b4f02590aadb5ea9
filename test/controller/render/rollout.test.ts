// What ctl rollout status shows of a rollout, on terminals of any width.
import { describe, expect, it } from '@jest/globals';
import { printableLine } from '../../../controller/core/printable';
import { createStyle } from '../../../controller/core/style';
import { createRolloutState } from '../../../controller/release/rollout';
import type { Evaluation, RolloutPlan, RolloutState } from '../../../controller/release/rollout';
import { renderRollouts } from '../../../controller/render/rollout';

const T0 = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number): Date => new Date(T0 + seconds * 1000);

const PLAN: RolloutPlan = {
  steps: [
    { weight: 10, waitSeconds: 120, approval: false },
    { weight: 100, waitSeconds: 0, approval: false },
  ],
  bakeSeconds: 120,
  settle: true,
  intervalSeconds: 60,
  selfTestSeconds: 600,
  approval: { expiresSeconds: 600, otherwise: 'rollback' },
  lostApiSeconds: 300,
  holdAtMostSeconds: 900,
  inconclusive: 'pause',
};

const stateOf = (changes: Partial<RolloutState>): RolloutState => ({
  ...createRolloutState(
    {
      id: 'r1',
      environment: 'prod',
      services: ['web'],
      candidates: { web: 'green' },
      stableCode: { web: 'v1' },
      configuration: 'hash',
      plan: PLAN,
      by: 'ada',
      via: 'live',
      reason: null,
    },
    at(0),
  ),
  ...changes,
});

const evaluationOf = (kind: Evaluation['kind'], seconds: number): Evaluation => {
  const reason = `3.3 % failed of 399 against 0.22 % of 3,601: ${'evidence '.repeat(20)}`;
  return { at: at(seconds).toISOString(), kind, reason, metrics: [{ name: 'errors', kind, value: 3.3, reason }] };
};

/** The lines as a terminal gets them. */
function show(state: RolloutState, seconds: number, columns = Infinity, colors = false): string[] {
  const view = { now: at(seconds), columns, style: createStyle(colors, columns) };
  return renderRollouts([{ state, driver: 'ada', live: { web: { blue: 90, green: 10 } } }], view).map(printableLine);
}

// eslint-disable-next-line no-control-regex
const withoutColors = (lines: readonly string[]): string[] => lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

describe('a rollout on a terminal', () => {
  const back = stateOf({
    position: { at: 'done', outcome: 'rolled-back', reason: `errors: ${'worse '.repeat(40)}` },
    evaluations: [evaluationOf('fail', 60)],
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
