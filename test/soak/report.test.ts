// What the soak counts of the verbs, and its result as a table: every count that must be 0 has a row, whatever it is.
import { describe, expect, it } from '@jest/globals';
import { countVerb, isClean, newCounts } from '../../bench/soak/counts';
import type { Ended } from '../../bench/soak/ctl';
import { renderResult } from '../../bench/soak/report';
import { typed } from '../../bench/soak/verbs';

const ended = (code: number | null, error?: string): Ended => ({ code, out: 'OUT', err: '', error, milliseconds: 1 });
const shift = typed('shift', 'web', ['web', '--green', '10']);

describe('the end of a verb', () => {
  it.each([
    ['done', ended(0), false],
    ['killed by the soak', ended(null), true],
    ['refused', ended(3, 'LOCK_HELD'), false],
    ['a rollout that was rolled back', ended(5), false],
  ])('may be: %s', (_what, how, killed) => {
    const counts = newCounts();
    expect(countVerb(counts, shift, how, killed)).toBeUndefined();
    expect(isClean(counts)).toBe(true);
  });

  it.each([
    ['a bug', ended(1, 'BUG'), 'BUG: OUT'],
    ['a damaged journal', ended(1, 'JOURNAL_DAMAGED'), 'JOURNAL_DAMAGED: OUT'],
    ['an error without a code', ended(1), 'exit code 1: OUT'],
    ['a kill by something else', ended(null), 'exit code null: OUT'],
  ])('may not be: %s', (_what, how, why) => {
    const counts = newCounts();
    expect(countVerb(counts, shift, how, false)).toBe(why);
    expect(isClean(counts)).toBe(false);
  });
});

describe('the result', () => {
  const counts = newCounts();
  counts.requests = 12_345;
  counts.faults['saw weight 0'] = 7;
  for (const how of [ended(0), ended(3, 'LOCK_HELD'), ended(3, 'LOCK_HELD')]) countVerb(counts, shift, how, false);
  countVerb(counts, shift, ended(null), true);
  const text = renderResult({ seed: 42, counts, ruleStates: 9, seconds: 10 }, 'a machine', '2026-11-27');

  it('is not clean when one count is not 0, and says so first', () => {
    expect(isClean(counts)).toBe(false);
    expect(text).toMatch(/^\*\*The soak, which found faults\*\*/);
  });

  it.each([
    '| requests | 12,345 |',
    '| others that saw a color at weight 0 | **7** |',
    '| whitelisted clients that saw stable | **0** |',
    '| verbs typed | 4 |',
    '| seed | 42 |',
    '| `shift` | 4 | 1 | 2 | 1 |',
    '| `LOCK_HELD` | 2 |',
  ])('has the row %s', (row) => {
    expect(text).toContain(row);
  });
});
