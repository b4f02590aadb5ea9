// The contract of every source of metrics, with real requests to real functions of two colors.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MetricsSource, Window } from '../../controller/metrics';
import { NO_THRESHOLDS } from '../../controller/release/judge';
import type { Counts, Interval } from '../../controller/release/judge';
import type { Service } from '../../environments/schema';
import type { Color } from '../../routing';
import { deploy, forward, get, nodeZip, path } from '../sandbox/support';
import type { Clients } from '../sandbox/support';

/** What the contract is tested with. Only `begin` and `settle` move its clock. */
export interface Place {
  readonly source: MetricsSource;
  /** Its active color is blue. */
  readonly service: Service;
  readonly port: number;
  /** Whether the source can compute percentiles. */
  readonly percentiles: boolean;
  readonly now: () => Date;
  /** Moves the clock to a time without metrics. */
  begin(): void;
  /** Publishes what was counted so far. */
  publish(): Promise<void>;
  /** Publishes it, and moves the clock to when it is complete. Returns the time since `begin` that is complete. */
  settle(): Promise<Window>;
  stop(): Promise<void>;
}

/** Shortest duration of a slow answer. */
const SLOW_MS = 60;

/** Code of the functions; the end of the path selects what it does. */
export const CODE = nodeZip(`
  if (event.path.endsWith('/throw')) throw new Error('as asked');
  if (event.path.endsWith('/slow')) await new Promise((resolve) => setTimeout(resolve, ${SLOW_MS}));
  return { statusCode: Number(event.path.split('/').at(-1)) || 200 };
`);

/** Deploys both colors of a service, each behind its own path. */
export async function serveBoth(to: Clients, service: Service, role?: string): Promise<void> {
  for (const [index, color] of (['blue', 'green'] as const).entries()) {
    const group = await deploy(to, `${service.family}-${color}`, CODE, { role });
    await forward(to, index + 1, { [group]: 1 }, [path(`/${color}*`)]);
  }
}

const total = (
  intervals: readonly Interval[],
  of: 'stable' | 'candidate',
  what: Exclude<keyof Counts, 'response' | 'custom'>,
): number | null =>
  intervals
    .map((one) => one[of][what])
    .reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);

export function metricsContract(name: string, start: () => Promise<Place>): void {
  describe(`metrics of ${name}`, () => {
    let place: Place;
    beforeAll(async () => {
      place = await start();
    });
    afterAll(() => place.stop());
    beforeEach(() => place.begin());

    const ask = async (color: Color, what: string, times = 1): Promise<void> => {
      for (let n = 0; n < times; n++) await get(place, { path: `/${color}/${what}` });
    };
    const intervals = (window: Window, slowMs: number | null = null, service = place.service) =>
      place.source.readIntervals(service, {
        ...window,
        thresholds: { slowMs, slowestMs: slowMs, slowResponseMs: slowMs },
      });

    it('count the requests of each color, and every kind of failure once', async () => {
      await ask('blue', 'ok', 3);
      await ask('green', 'ok', 2);
      await ask('green', '500');
      await ask('green', 'throw', 2);
      const seen = await intervals(await place.settle());
      expect({ requests: total(seen, 'stable', 'requests'), failures: total(seen, 'stable', 'failures') }).toEqual({
        requests: 3,
        failures: 0,
      });
      expect({
        requests: total(seen, 'candidate', 'requests'),
        failures: total(seen, 'candidate', 'failures'),
      }).toEqual({ requests: 5, failures: 3 });
      expect(total(seen, 'candidate', 'throttles')).toBe(0);
    });

    it('count answers with 4xx, which are no failures', async () => {
      await ask('blue', '404');
      await ask('green', '404', 2);
      await ask('green', 'ok');
      const seen = await intervals(await place.settle());
      expect((['stable', 'candidate'] as const).map((of) => total(seen, of, 'clientErrors'))).toEqual([1, 2]);
      expect(total(seen, 'candidate', 'failures')).toBe(0);
    });

    it('take the active color as stable', async () => {
      await ask('blue', 'ok', 1);
      await ask('green', 'ok', 2);
      const seen = await intervals(await place.settle(), null, { ...place.service, active_color: 'green' });
      expect([total(seen, 'stable', 'requests'), total(seen, 'candidate', 'requests')]).toEqual([2, 1]);
    });

    it('are consecutive and within the window', async () => {
      await ask('blue', 'ok');
      const window = await place.settle();
      const seen = await intervals(window);
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.every((one, index) => index === 0 || seen[index - 1]?.to === one.from)).toBe(true);
      expect(Date.parse(seen[0]?.from ?? '')).toBeGreaterThanOrEqual(window.from.getTime());
      expect(Date.parse(seen.at(-1)?.to ?? '')).toBeLessThanOrEqual(window.to.getTime());
    });

    it('leave out intervals that have not ended', async () => {
      await ask('green', 'throw');
      await place.publish();
      const [now] = [place.now().getTime()];
      const seen = await intervals({ from: new Date(now - 1), to: new Date(now + 3_600_000) });
      expect(seen.filter((one) => Date.parse(one.to) > now)).toEqual([]);
      expect(total(seen, 'candidate', 'requests')).toBe(0);
    });

    it('have no intervals in the future', async () => {
      const later = place.now().getTime() + 3_600_000;
      expect(await intervals({ from: new Date(later), to: new Date(later + 600_000) })).toEqual([]);
      expect(
        await place.source.readThresholds(place.service, { from: new Date(later), to: new Date(later + 600_000) }),
      ).toEqual(NO_THRESHOLDS);
    });

    it('count slow invocations, or return null', async () => {
      await ask('green', 'slow', 2);
      const window = await place.settle();
      const known = <T>(value: T): T | null => (place.percentiles ? value : null);
      const slow = await intervals(window, SLOW_MS * 0.9);
      expect([total(slow, 'candidate', 'timed'), total(slow, 'candidate', 'slow')]).toEqual([known(2), known(2)]);
      expect(total(await intervals(window, 3_600_000), 'candidate', 'slow')).toBe(known(0));
      expect(total(slow, 'candidate', 'slowest')).toBe(known(2));
      expect(slow.map(({ candidate }) => candidate.response.slow ?? NaN).reduce((sum, one) => sum + one, 0)).toBe(
        known(2) ?? NaN,
      );
      expect(total(await intervals(window), 'candidate', 'slow')).toBeNull();
    });

    it('have the percentiles of the active color, or null', async () => {
      await ask('green', 'slow', 2);
      const window = await place.settle();
      const { slowMs, slowestMs, slowResponseMs } = await place.source.readThresholds(
        { ...place.service, active_color: 'green' },
        window,
      );
      for (const percentile of [slowMs, slowestMs, slowResponseMs]) {
        if (place.percentiles) expect(percentile).toBeGreaterThan(SLOW_MS * 0.9);
        else expect(percentile).toBeNull();
      }
    });

    it('report an alarm that does not exist', async () => {
      const alarms = await place.source.readAlarms(['nobody-has-this']);
      expect(alarms).toMatchObject([{ name: 'nobody-has-this', state: 'missing' }]);
      expect(alarms[0]?.reason).toMatch(/no .*alarm/);
      expect(await place.source.readAlarms([])).toEqual([]);
    });
  });
}
