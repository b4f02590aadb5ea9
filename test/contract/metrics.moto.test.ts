// The metrics contract with CloudWatch in moto, an independent emulator of AWS: a data plane follows moto's rules, serves real
// requests, and puts its metrics into moto's CloudWatch.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientConfig } from '../../controller/aws/clients';
import { openMetrics } from '../../controller/metrics';
import { stackAlarmNames } from '../../environments/alarm-names';
import { otherColor } from '../../routing';
import { environmentOf, serviceOf } from '../controller/aws/environment';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { makeLoadBalancer, makeRole } from '../helpers/moto-load-balancer';
import { bench, cleanUp, clientsOf, get, temporaryDir } from '../sandbox/support';
import { testContext } from './context';
import { CODE, metricsContract, serveBoth } from './metrics.contract';
import type { Place } from './metrics.contract';

const REGION = 'us-east-1';
const MINUTE = 60_000;
const service = serviceOf('web');

let moto: Moto;

async function start(): Promise<Place> {
  const environment = environmentOf({ region: REGION, emulator_endpoint: moto.url }, [service]);
  await makeLoadBalancer(environment);
  const clients = clientsOf(moto.url);
  await serveBoth(clients, service, await makeRole(moto.url, REGION));

  let clock = Date.parse('2026-03-01T12:00:00Z');
  let began = clock;
  const now = (): Date => new Date(clock);
  const packagesDir = temporaryDir();
  mkdirSync(packagesDir, { recursive: true });
  writeFileSync(join(packagesDir, `${createHash('sha256').update(CODE).digest('hex')}.zip`), CODE);
  // Metrics are only put when the test does so.
  const on = await bench({ controlPlane: moto.url, packagesDir, putMetrics: true, putMetricsMs: 3_600_000, now });
  await on.refresh();
  return {
    source: await openMetrics(environment, testContext(on.dir, { now, env: {} })),
    service,
    port: on.port,
    percentiles: false,
    now,
    begin: () => void (began = clock = (Math.floor(clock / MINUTE) + 5) * MINUTE),
    publish: () => on.putMetrics(),
    settle: async () => {
      clock += 20_000;
      const window = { from: new Date(began), to: new Date(began + MINUTE) };
      await on.putMetrics();
      clock = began + 3 * MINUTE;
      // A later minute with values shows that the minutes before are complete.
      await get(on, { path: '/blue' });
      await on.putMetrics();
      return window;
    },
    stop: async () => {
      clients.elb.destroy();
      clients.lambda.destroy();
      await cleanUp();
    },
  };
}

beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

metricsContract('CloudWatch in moto', start);

describe('alarms of CloudWatch in moto', () => {
  it('have the state of CloudWatch, including the alarms of the stack', async () => {
    const environment = environmentOf({ region: REGION, emulator_endpoint: moto.url }, [service]);
    const sdk = await import('@aws-sdk/client-cloudwatch');
    const client = new sdk.CloudWatchClient(clientConfig(environment, { env: {}, root: '' }));
    const names = stackAlarmNames(environment, service, otherColor(service.active_color));
    expect(names).toEqual(['5xx', 'errors', 'throttles', 'p95'].map((kind) => `test-web-green-${kind}`));
    const [first = '', second = '', ...others] = names;
    const numbers = { Period: 60, EvaluationPeriods: 1, Threshold: 1 };
    const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum' } as const;
    for (const AlarmName of [first, second]) {
      const ComparisonOperator = 'GreaterThanThreshold';
      await client.send(new sdk.PutMetricAlarmCommand({ AlarmName, ComparisonOperator, ...metric, ...numbers }));
    }
    const StateReason = 'Threshold crossed';
    await client.send(new sdk.SetAlarmStateCommand({ AlarmName: first, StateValue: 'ALARM', StateReason }));
    await client.send(new sdk.SetAlarmStateCommand({ AlarmName: second, StateValue: 'OK', StateReason: 'well' }));
    const source = await openMetrics(environment, testContext('/nowhere', { env: {} }));
    expect(await source.readAlarms([...others, second, first])).toMatchObject([
      ...others.map((name) => ({ name, state: 'missing' })),
      { name: second, state: 'ok' },
      { name: first, state: 'alarm', reason: StateReason },
    ]);
  });
});
