// Calls stay within the rate of an API: a burst at once, then one after the other.
import { describe, expect, it } from '@jest/globals';
import { tokenBucket } from '../../../controller/core/rate-limit';

describe('a token bucket', () => {
  it('allows the burst at once and then its rate per second', async () => {
    const slept: number[] = [];
    const turn = tokenBucket({ burst: 3, perSecond: 10 }, async (milliseconds) => void slept.push(milliseconds));
    await Promise.all([turn(), turn(), turn()]);
    expect(slept).toEqual([]);
    await Promise.all([turn(), turn()]);
    expect(slept).toEqual([100, 100]);
  });

  it('serves takers in the order in which they came', async () => {
    const order: string[] = [];
    const turn = tokenBucket({ burst: 1, perSecond: 10 }, async () => void order.push('slept'));
    await Promise.all(['a', 'b', 'c'].map((name) => turn().then(() => order.push(name))));
    expect(order).toEqual(['a', 'slept', 'b', 'slept', 'c']);
  });
});
