// The metrics contract with the sandbox's own endpoint, and what only a sandbox does.
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openMetrics } from '../../controller/metrics';
import { NO_THRESHOLDS, NO_TIMING } from '../../controller/release/judge';
import type { Environment } from '../../environments/schema';
import { environmentOf, serviceOf } from '../controller/aws/environment';
import { bench, cleanUp, get, temporaryDir } from '../sandbox/support';
import type { Bench } from '../sandbox/support';
import { testContext } from './context';
import { metricsContract, serveBoth } from './metrics.contract';
import type { Place } from './metrics.contract';
import { OWN_HEADERS } from '../helpers/credentials';

const service = serviceOf('web');
const START = Date.parse('2026-03-01T12:00:00Z');

const environmentOn = (on: Pick<Bench, 'port' | 'controlPort'>): Environment =>
  environmentOf({ target: 'sandbox', sandbox: { port: on.port, control_port: on.controlPort } }, [service]);

async function start(): Promise<Place> {
  let clock = START;
  const now = (): Date => new Date(clock);
  const on = await bench({ now });
  await serveBoth(on, service);
  let began = clock;
  return {
    source: await openMetrics(environmentOn(on), testContext(on.dir, { now })),
    service,
    port: on.port,
    percentiles: true,
    now,
    begin: () => void (began = clock += 60_000),
    publish: () => Promise.resolve(),
    settle: () => Promise.resolve({ from: new Date(began), to: new Date((clock += 1000)) }),
    stop: cleanUp,
  };
}

metricsContract('the sandbox', start);

describe('the metrics of a sandbox', () => {
  afterAll(cleanUp);
  const at = (seconds: number): Date => new Date(START + seconds * 1000);

  it('count throttled requests as failures, and time only the others', async () => {
    let clock = START;
    const on = await bench({ now: () => new Date(clock) });
    await serveBoth(on, service);
    const FunctionName = `${service.family}-green`;
    await on.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await get(on, { path: '/green' });
    clock += 1000;
    const source = await openMetrics(environmentOn(on), testContext(on.dir));
    const seen = await source.readIntervals(service, {
      from: at(0),
      to: at(1),
      thresholds: { slowMs: 1, slowestMs: 1, slowResponseMs: null },
    });
    expect(seen.map((one) => one.candidate)).toEqual([
      {
        ...{ requests: 1, failures: 1, clientErrors: 0, throttles: 1, timed: 0, slow: 0, slowest: 0, p95Ms: null },
        response: { ...NO_TIMING, timed: 0 },
        custom: {},
      },
    ]);
  });

  it('leave out the time before it was restarted', async () => {
    let clock = START;
    const now = (): Date => new Date(clock);
    const stateDir = temporaryDir();
    const first = await bench({ now, stateDir });
    await serveBoth(first, service);
    await get(first, { path: '/green' });
    await first.close();
    clock += 10_500;
    const second = await bench({ now, stateDir });
    await get(second, { path: '/green' });
    clock += 2000;
    await get(second, { path: '/green' });
    clock += 1000;
    const source = await openMetrics(environmentOn(second), testContext(second.dir));
    const seen = await source.readIntervals(service, { from: at(0), to: at(60), thresholds: NO_THRESHOLDS });
    expect(seen.map((one) => [one.from, one.candidate.requests])).toEqual([
      [at(11).toISOString(), 0],
      [at(12).toISOString(), 1],
    ]);
  });

  it('count nothing for a color that never got a request', async () => {
    let clock = START;
    const on = await bench({ now: () => new Date(clock) });
    clock += 1000;
    const source = await openMetrics(environmentOn(on), testContext(on.dir));
    const seen = await source.readIntervals(service, {
      from: at(0),
      to: at(1),
      thresholds: { slowMs: 5, slowestMs: 5, slowResponseMs: null },
    });
    expect(seen.map((one) => one.candidate.requests)).toEqual([0]);
  });

  it('refuse an invalid window, and name what is wrong', async () => {
    const on = await bench();
    const asked = async (query: string): Promise<string> =>
      (await fetch(`${on.endpoint}/_teal/metrics?${query}`, { headers: OWN_HEADERS })).text();
    expect(await asked('from=soon&to=2026-03-01T12:00:00Z')).toContain('from is \\"soon\\"');
    expect(await asked('from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z&slow_ms=-1')).toContain('slow_ms');
  });

  it('that does not run are an error with a hint to start it', async () => {
    const on = await bench();
    const source = await openMetrics(environmentOn(on), testContext(on.dir));
    await on.close();
    await expect(
      source.readIntervals(service, { from: at(0), to: at(1), thresholds: NO_THRESHOLDS }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(`nothing answers at http://127.0.0.1:${on.controlPort}`),
      hint: expect.stringContaining('ctl sandbox up'),
    });
  });

  it('of another version are an error with a hint to restart it', async () => {
    const on = await bench();
    const context = testContext(on.dir, {
      fetch: () => Promise.resolve(new Response('{"schemaVersion":1,"targetGroups":{}}')),
    });
    const source = await openMetrics(environmentOn(on), context);
    await expect(source.readThresholds(service, { from: at(0), to: at(1) })).rejects.toMatchObject({
      hint: expect.stringContaining('ctl sandbox down'),
    });
  });
});
