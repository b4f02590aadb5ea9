// The record of what was asked for: a change that no verb asked for is named, and one that a killed verb asked for is not.
import { describe, expect, it } from '@jest/globals';
import { createAsked } from '../../bench/soak/asked';
import type { Ended } from '../../bench/soak/ctl';
import type { Snapshot } from '../../bench/soak/rules';
import { typed } from '../../bench/soak/verbs';

const live = (green: number, canary: readonly string[] = ['192.0.2.0/32']): Snapshot => {
  const rule = (sources: readonly string[] | undefined, share: number) => ({
    priority: sources ? 98 : 100,
    hosts: undefined,
    paths: ['/web*'],
    sources,
    weights: { 'soak-web-blue': 100 - share, 'soak-web-green': share },
  });
  return { rules: [rule(undefined, green), rule(canary, 100)], groups: new Map() };
};

const end = (code: number | null): Ended => ({ code, out: '', err: '', error: undefined, milliseconds: 1 });

/** A verb of web, from its beginning to its end. */
type Line = readonly [words: string, code: number | null];

function after(...lines: readonly Line[]) {
  const asked = createAsked();
  for (const [line, code] of lines) {
    const [kind = '', ...words] = line.startsWith('rollout') ? splitAt(line, 2) : splitAt(line, 1);
    asked.begin(typed(kind, 'web', ['web', ...words]))(end(code));
  }
  return asked;
}

const splitAt = (line: string, count: number): string[] => {
  const words = line.split(' ');
  return [words.slice(0, count).join(' '), ...words.slice(count)];
};

describe('a weight', () => {
  it.each<[string, readonly Line[], number]>([
    ['that shift asked for', [['shift --green 40', 0]], 40],
    [
      'that a killed shift asked for, by a later verb',
      [
        ['shift --blue 25', null],
        ['deploy --yes', 0],
      ],
      75,
    ],
    [
      'of a step of a rollout that another process carries on',
      [
        ['rollout start --strategy 5:1s,50:1s', null],
        ['rollout resume', null],
      ],
      50,
    ],
    ['of 100 percent, by promote', [['promote', 0]], 100],
    ['of nothing, by a rollback', [['rollback', 0]], 0],
  ])('%s is not unasked', (_what, lines, green) => {
    expect(after(...lines).unasked(live(17), live(green))).toEqual([]);
  });

  it.each<[string, readonly Line[], number]>([
    ['that nobody typed', [['shift --green 40', 0]], 41],
    [
      'that a rollback took back',
      [
        ['shift --green 40', null],
        ['rollback', 0],
        ['deploy --yes', 0],
      ],
      40,
    ],
    [
      'of a step of a rollout that was rolled back',
      [
        ['rollout start --strategy 50:1s', 5],
        ['rollback', 0],
        ['rollout resume', 3],
      ],
      50,
    ],
    [
      'that a later shift replaced',
      [
        ['shift --green 40', 0],
        ['shift --green 60', 0],
        ['adopt', 0],
      ],
      40,
    ],
    ['by a verb that moves nobody', [['stage --package code/v2', 0]], 100],
  ])('%s is unasked', (_what, lines, green) => {
    expect(after(...lines).unasked(live(17), live(green))).toEqual([`web: green gets ${green} %`]);
  });

  it('that a shift asked for is not replaced by one that began before it had ended', () => {
    const asked = createAsked();
    const first = asked.begin(typed('shift', 'web', ['web', '--green', '40']));
    const rollback = asked.begin(typed('rollback', 'web', ['web']));
    first(end(null));
    rollback(end(0));
    expect(asked.unasked(live(0), live(40))).toEqual([]);
  });
});

describe('a client', () => {
  it.each<[string, readonly Line[], readonly string[]]>([
    ['that a canary asked for', [['canary --ip 127.0.0.3', 0]], []],
    [
      'that an earlier canary asked for, opened again',
      [
        ['canary --ip 127.0.0.3', 0],
        ['rollback', 0],
        ['canary', 0],
      ],
      [],
    ],
    ['that another canary asked for', [['canary --ip 127.0.0.4', 0]], ['web: 127.0.0.3 sees the candidate']],
    [
      'after the canary was closed',
      [
        ['canary --ip 127.0.0.3', 0],
        ['canary --off', 0],
        ['deploy --yes', 0],
      ],
      ['web: 127.0.0.3 sees the candidate'],
    ],
  ])('%s', (_what, lines, unasked) => {
    expect(after(...lines).unasked(live(0), live(0, ['127.0.0.3/32']))).toEqual(unasked);
  });
});
