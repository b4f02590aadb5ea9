// What the controllers of the soak type: decided by the seed, and every kind of verb in turn.
import { describe, expect, it } from '@jest/globals';
import { chooseVerb } from '../../bench/soak/verbs';
import { seededRandom } from '../../sandbox/faults/random';

const choose = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => chooseVerb(random));
};

describe('the verbs of the soak', () => {
  it('are the same for the same seed, and others for another one', () => {
    expect(choose(7, 50)).toEqual(choose(7, 50));
    expect(choose(7, 50)).not.toEqual(choose(8, 50));
  });

  it('contain every verb that changes something', () => {
    const kinds = new Set(choose(1, 2000).map(({ kind }) => kind));
    const changing = [
      'shift',
      'canary',
      'promote',
      'settle',
      'stage',
      'rollback',
      'deploy',
      'adopt',
      'release',
      'pull',
      'unlock',
    ];
    const rollout = ['start', 'pause', 'resume', 'abort', 'retry'].map((verb) => `rollout ${verb}`);
    expect([...changing, ...rollout].filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});
