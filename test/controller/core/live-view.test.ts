// A view that is drawn again: when it ends. Time is that of the test.
import { describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { drawLive } from '../../../controller/core/live-view';
import { testContext } from '../helpers/context';

function watch(lastFrame: number, timeoutSeconds?: number) {
  const out: string[] = [];
  let second = 0;
  const context: Context = {
    ...testContext('/', out, []),
    now: () => new Date(second * 1000),
    sleep: () => Promise.resolve(void second++),
  };
  const draw = () => Promise.resolve({ lines: [`second ${second}`], over: second === lastFrame });
  return { out, ended: drawLive(context, draw, timeoutSeconds) };
}

describe('a watch', () => {
  it('ends with the first frame that is over', async () => {
    const { out, ended } = watch(3);
    expect(await ended).toEqual({ lines: ['second 3'], over: true });
    expect(out).toEqual(['second 0', 'second 1', 'second 2', 'second 3']);
  });

  it('ends with an error after its time', async () => {
    const { out, ended } = watch(90, 60);
    await expect(ended).rejects.toMatchObject({ code: 'WATCH_TIMED_OUT', message: expect.stringContaining('after 1m') });
    expect(out.at(-1)).toBe('second 60');
  });

  it('is over when its last frame is, at the same moment', async () => {
    expect(await watch(60, 60).ended).toMatchObject({ over: true });
  });
});
