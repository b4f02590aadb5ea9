// Weights are ratios: equal shares are equal, however they are written.
import { describe, expect, it } from '@jest/globals';
import { desiredRules, differingParts, toPercent } from '../../routing';
import type { DesiredRule, Forward } from '../../routing';
import { web } from './services';

const forward = (...weights: readonly [string, number][]): Forward => ({
  kind: 'forward',
  targets: weights.map(([color, weight]) => ({ targetGroup: `prod-api-${color}`, weight })),
  stickinessSeconds: null,
});

describe('toPercent', () => {
  it.each([
    [
      [1, 1],
      [50, 50],
    ],
    [
      [0, 1],
      [0, 100],
    ],
    [
      [900, 100],
      [90, 10],
    ],
    [
      [71, 29],
      [71, 29],
    ],
    [[7], [100]],
    [
      [0, 0],
      [0, 0],
    ],
  ])('reads %j as %j', (weights, percent) => {
    expect(toPercent(weights.map((weight) => ({ targetGroup: 'x', weight }))).map((one) => one.weight)).toEqual(
      percent,
    );
  });
});

describe('differingParts', () => {
  const production = (green_weight: number): DesiredRule => {
    const rule = desiredRules({
      ...web,
      name: 'api',
      family: 'prod-api',
      hostnames: ['api.example.com'],
      green_weight,
    }).at(-1);
    if (!rule) throw new Error('a service has a production rule');
    return rule;
  };

  it.each<[string, number, Forward, boolean]>([
    ['one to one', 50, forward(['blue', 1], ['green', 1]), true],
    ['nine to one', 10, forward(['blue', 900], ['green', 100]), true],
    ['nothing to one', 100, forward(['blue', 0], ['green', 1]), true],
    ['a single target group', 100, forward(['green', 1]), true],
    ['the other single target group', 100, forward(['blue', 1]), false],
    ['one to two', 33, forward(['blue', 2], ['green', 1]), false],
    ['no weight at all', 50, forward(['blue', 0], ['green', 0]), false],
  ])('of %s', (_, green, action, same) => {
    const rule = production(green);
    expect(differingParts(rule, { conditions: rule.conditions, action })).toEqual(same ? [] : ['action']);
  });
});
