// The rule sets in force while a request was in flight: none that may have decided its answer is missing, and no other one is there.
import { describe, expect, it } from '@jest/globals';
import { createTimeline } from '../../bench/soak/timeline';
import type { Snapshot } from '../../bench/soak/rules';

const named = (group: string): Snapshot => ({
  rules: [],
  groups: new Map([[group, { fn: group, version: '1', code: 'v1', release: '' }]]),
});

/** Changes that were sent at 0, 100 and 200, and answered 10 later each. */
function timeline() {
  const all = createTimeline();
  for (const [index, name] of ['first', 'second', 'third'].entries())
    all.add({ from: index * 100, until: index * 100 + 10, snapshot: named(name) });
  return all;
}

describe('the rule sets of a request', () => {
  it.each([
    ['between two changes', 120, 180, ['second']],
    ['that ends when a change is sent', 150, 200, ['second', 'third']],
    ['that begins before a change is answered', 205, 207, ['second', 'third']],
    ['that begins after a change is answered', 215, 220, ['third']],
    ['that lasts over two changes', 50, 250, ['first', 'second', 'third']],
  ])('%s', (_when, from, to, names) => {
    expect(
      timeline()
        .during(from, to)
        .flatMap(({ groups }) => [...groups.keys()]),
    ).toEqual(names);
  });

  it('are kept for two minutes, however many changes there are', () => {
    const all = timeline();
    for (let second = 1; second <= 300; second += 1)
      all.add({ from: second * 1000, until: second * 1000 + 10, snapshot: named(`at ${second}`) });
    expect(all.during(181_500, 182_500).flatMap(({ groups }) => [...groups.keys()])).toEqual(['at 181', 'at 182']);
    expect(all.count()).toBe(303);
  });
});
