// Work on several items at once: in order, and never on more than allowed.
import { describe, expect, it } from '@jest/globals';
import { mapBounded } from '../../../controller/core/map-bounded';

describe('mapBounded', () => {
  it('keeps the order of the items and never works on more than allowed', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (turns) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      running -= 1;
      return turns * 10;
    });
    expect({ results, most }).toEqual({ results: [50, 10, 40, 20, 30], most: 2 });
  });

  it('throws the first error', async () => {
    const failing = mapBounded([1, 2, 3], 2, (item) =>
      item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(),
    );
    await expect(failing).rejects.toThrow('two');
  });
});
