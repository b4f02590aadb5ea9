// The metrics port over CloudWatch, for answers that neither moto nor the sandbox gives: several pages, failed queries, many alarms,
// statistics that only AWS computes. The answers are faked at the HTTP level.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openCloudWatch } from '../../../controller/aws/cloudwatch';
import { openDimensions } from '../../../controller/aws/metric-dimensions';
import { buildCountQueries, buildDurationQueries } from '../../../controller/metrics/queries';
import { buildCustomQueries, toCustomSamples } from '../../../controller/metrics/custom-queries';
import { openMetrics } from '../../../controller/metrics';
import { metrics as metricsSchema } from '../../../environments/schema-metrics';
import { NO_THRESHOLDS } from '../../../controller/release/judge';
import { testContext } from '../../contract/context';
import { bench, cleanUp, deploy, listenerArn, nodeZip } from '../../sandbox/support';
import type { Bench } from '../../sandbox/support';
import { environmentOf, serviceOf } from '../aws/environment';
import { OWN_HEADERS } from '../../helpers/credentials';

type Settings = Parameters<typeof environmentOf>[0];
type Body = Readonly<Record<string, unknown>>;
type Reply = (action: string, body: Body) => { readonly status?: number; readonly body: unknown };

const START = Date.parse('2026-03-01T12:00:00Z');
const range = { from: new Date(START), to: new Date(START + 180_000) };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await cleanUp();
});

/** An endpoint that answers CloudWatch's calls and keeps their bodies; other calls are forwarded to a sandbox, if there is one. */
async function cloudWatch(reply: Reply, settings: Settings = {}, others?: Bench) {
  const asked: { readonly action: string; readonly body: Body }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (others && request.headers['x-amz-target'] === undefined) {
        void fetch(others.endpoint, { method: 'POST', headers: OWN_HEADERS, body: text })
          .then((answer) => answer.text())
          .then((answer) => response.end(answer));
        return;
      }
      const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const body = JSON.parse(text) as Body;
      asked.push({ action, body });
      const { status = 200, body: answer } = reply(action, body);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const environment = environmentOf({ emulator_endpoint: `http://127.0.0.1:${port}`, ...settings });
  const context = testContext('/nowhere', { env: {} });
  return { asked, environment, context, api: await openCloudWatch(environment, context) };
}

const query = (id: string, stat = 'Sum') => ({
  id,
  namespace: 'AWS/Lambda' as const,
  metric: 'Duration',
  dimensions: { FunctionName: 'f' },
  stat,
  periodSeconds: 60,
});

const values = (Id: string, minute: number, value: number, StatusCode = 'Complete') => ({
  Id,
  StatusCode,
  Timestamps: [START / 1000 + minute * 60],
  Values: [value],
});

describe('GetMetricData', () => {
  it('joins the pages of a query', async () => {
    const { api, asked } = await cloudWatch((_, body) => ({
      body:
        body.NextToken === undefined
          ? { MetricDataResults: [values('a', 0, 1, 'PartialData'), values('b', 0, 5)], NextToken: 'more' }
          : { MetricDataResults: [values('a', 1, 2)] },
    }));
    const data = await api.data([query('a'), query('b')], range);
    expect([...(data.get('a') ?? [])]).toEqual([
      [START, 1],
      [START + 60_000, 2],
    ]);
    expect(data.get('b')?.get(START)).toBe(5);
    expect(asked.map(({ body }) => body.NextToken)).toEqual([undefined, 'more']);
  });

  it.each([
    ['InternalError', /could not compute a: InternalError/],
    ['Forbidden', /could not compute a: Forbidden/],
  ])('is an error, not a gap, when a query ended with %s', async (status, message) => {
    const { api } = await cloudWatch(() => ({ body: { MetricDataResults: [values('a', 0, 1, status)] } }));
    await expect(api.data([query('a')], range)).rejects.toThrow(message);
  });

  it('reports that an emulator cannot compute percentiles only for a percentile and an emulator that answers', async () => {
    const page = { status: 500, body: '<!doctype html><title>500</title>' };
    const { api } = await cloudWatch(() => page);
    expect(await api.extended([query('a', 'p95')], range)).toBeUndefined();
    await expect(api.data([query('a')], range)).rejects.toThrow('cloudwatch:GetMetricData');
    for (const close of closing.splice(0)) await close();
    await expect(api.extended([query('a', 'p95')], range)).rejects.toThrow('nothing answers at');
  });
});

describe('DescribeAlarms', () => {
  it('reads a hundred names at a time, all pages, and composite alarms too', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
    const found = (AlarmName: string) => ({ AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason: 'young' });
    const { environment, context, asked } = await cloudWatch((_, { AlarmNames, NextToken }) => {
      const [first = '', ...others] = AlarmNames as string[];
      return {
        body:
          NextToken === undefined
            ? { MetricAlarms: [], CompositeAlarms: [found(first)], NextToken: 'more' }
            : { MetricAlarms: others.map(found) },
      };
    });
    const alarms = await (await openMetrics(environment, context)).readAlarms(names);
    expect(alarms.map((alarm) => alarm.name)).toEqual(names);
    expect(new Set(alarms.map((alarm) => alarm.state))).toEqual(new Set(['insufficient-data']));
    expect(asked.map(({ body }) => (body.AlarmNames as string[]).length)).toEqual([100, 100, 1, 1]);
    expect(asked[0]?.body.AlarmTypes).toEqual(['MetricAlarm', 'CompositeAlarm']);
  });
});

describe('metrics when CloudWatch computes everything', () => {
  const service = serviceOf('web');

  /** Answers each query by its id, with one value a minute. */
  async function answering(answers: Readonly<Record<string, readonly number[]>>, now: number) {
    const on = await bench();
    for (const color of ['blue', 'green']) await deploy(on, `test-web-${color}`, nodeZip('return {}'));
    const reply: Reply = (_, body) => {
      const asked = (body.MetricDataQueries as { readonly Id: string }[]).map((one) => one.Id);
      const results = asked.flatMap((id) => (answers[id] ?? []).map((value, minute) => values(id, minute, value)));
      return { body: { MetricDataResults: results } };
    };
    const load_balancer = { existing: { listener_arn: await listenerArn(on.elb) } };
    const faked = await cloudWatch(reply, { load_balancer }, on);
    const context = testContext(on.dir, { env: {}, now: () => new Date(START + now * 60_000) });
    return { ...faked, source: await openMetrics(faked.environment, context) };
  }

  it('have counts and durations, minute by minute', async () => {
    const { source } = await answering(
      {
        blue_requests: [100, 100, 100],
        green_requests: [10, 12],
        green_user: [0, 1],
        blue_timed: [100, 100, 100],
        green_timed: [10, 12],
        green_slow: [2],
        green_p95: [300.5, 90],
        green_slowest: [1],
        green_target4xx: [3],
        green_responseTimed: [9, 12],
        green_responseSlow: [4],
        green_responseP95: [0.3125, 0.1],
      },
      4,
    );
    const seen = await source.readIntervals(service, {
      ...range,
      thresholds: { slowMs: 250, slowestMs: 400, slowResponseMs: 300 },
    });
    expect(seen.map((one) => one.candidate)).toEqual([
      {
        ...{ requests: 10, failures: 0, clientErrors: 3, throttles: 0, timed: 10, slow: 2, slowest: 1, p95Ms: 300.5 },
        response: { timed: 9, slow: 4, slowest: null, p95Ms: 312.5 },
        custom: {},
      },
      {
        ...{ requests: 12, failures: 1, clientErrors: 0, throttles: 0, timed: 12, slow: 0, slowest: 0, p95Ms: 90 },
        response: { timed: 12, slow: 0, slowest: null, p95Ms: 100 },
        custom: {},
      },
    ]);
    expect(seen[0]?.stable).toMatchObject({ requests: 100, timed: 100, slow: 0, p95Ms: null });
  });

  it('have one percentile of a whole window, that of the larger part when CloudWatch divides it', async () => {
    const { source, asked } = await answering(
      {
        ...{ blue_p95: [900, 120], blue_p99: [990, 240], blue_timed: [3, 400] },
        ...{ blue_responseP95: [0.125, 9], blue_responseTimed: [400, 3] },
      },
      10,
    );
    expect(await source.readThresholds(service, range)).toEqual({ slowMs: 120, slowestMs: 240, slowResponseMs: 125 });
    const [query] = asked[0]?.body.MetricDataQueries as { readonly MetricStat: { readonly Period: number } }[];
    expect(query?.MetricStat.Period).toBe(180);
    expect(await source.readThresholds(service, { from: range.from, to: range.from })).toEqual(NO_THRESHOLDS);
  });
});

describe('the metrics of the file', () => {
  const { rollout, ...rest } = serviceOf('web');
  const failed = { namespace: 'Shop', metric: 'Failed', dimensions: { Fn: '{function}' } };
  const all = { expression: 'ok + failed', of: { ok: { ...failed, metric: 'Ok' }, failed } };
  const metrics = metricsSchema.parse({ custom: { checkout: { bad: failed, all } } });
  const service = { ...rest, rollout: { ...rollout, metrics } };

  it('are read for each color, with what the placeholders stand for', async () => {
    const on = await bench();
    for (const color of ['blue', 'green']) await deploy(on, `test-web-${color}`, nodeZip('return {}'));
    const environment = environmentOf({ target: 'sandbox', sandbox: { port: on.port, control_port: on.controlPort } });
    const colors = await (await openDimensions(environment, testContext(on.dir)))(service);
    const queries = buildCustomQueries(metrics.custom, colors);
    const find = (id: string) => queries.find((one) => one.id === id);
    expect(find('green_bad_checkout')).toMatchObject({
      ...{ namespace: 'Shop', metric: 'Failed', stat: 'Sum', periodSeconds: 60 },
      dimensions: { Fn: 'test-web-green' },
    });
    expect(find('blue_all_checkout')).toMatchObject({
      expression: 'blue_all_checkout_ok + blue_all_checkout_failed',
    });
    expect(find('blue_all_checkout_ok')).toMatchObject({
      ...{ metric: 'Ok', hidden: true },
      dimensions: { Fn: 'test-web-blue' },
    });
  });

  it('are samples of a minute once it, or a later one, was reported', () => {
    const at = (index: number): number => START + index * 60_000;
    const values = (...pairs: [number, number][]) => new Map(pairs.map(([index, value]) => [at(index), value]));
    const data = new Map([
      ['blue_all_checkout', values([0, 90], [2, 80])],
      ['blue_bad_checkout', values([0, 3])],
      ['green_all_checkout', values([0, 9])],
    ]);
    const read = (color: 'blue' | 'green', index: number) => toCustomSamples(['checkout'], data, color, at(index));
    expect(read('blue', 0)).toEqual({ checkout: { count: 90, hits: 3 } });
    expect(read('green', 1)).toEqual({ checkout: { count: 0, hits: 0 } });
    expect(read('blue', 2)).toEqual({ checkout: { count: 80, hits: 0 } });
    expect(read('green', 3)).toEqual({});
  });
});

describe('the queries of a service', () => {
  const service = serviceOf('web');

  it('name the target groups of the load balancer and the aliases of the functions', async () => {
    const on = await bench();
    for (const color of ['blue', 'green']) await deploy(on, `test-web-${color}`, nodeZip('return {}'));
    const environment = environmentOf({ target: 'sandbox', sandbox: { port: on.port, control_port: on.controlPort } });
    const colors = await (await openDimensions(environment, testContext(on.dir)))(service);
    const counts = buildCountQueries(colors);
    expect(counts.find((one) => one.id === 'green_user')).toMatchObject({
      namespace: 'AWS/ApplicationELB',
      metric: 'LambdaUserError',
      stat: 'Sum',
      dimensions: {
        TargetGroup: expect.stringMatching(/^targetgroup\/test-web-green\/[0-9a-f]{16}$/),
        LoadBalancer: expect.stringMatching(/^app\/sandbox\/[0-9a-f]{16}$/),
      },
    });
    const durations = buildDurationQueries(colors, { slowMs: 250, slowestMs: 400, slowResponseMs: 300 });
    expect(durations.find((one) => one.id === 'blue_slow')).toMatchObject({
      namespace: 'AWS/Lambda',
      metric: 'Duration',
      stat: 'TC(250:)',
      dimensions: { FunctionName: 'test-web-blue', Resource: 'test-web-blue:live' },
    });
    expect(durations.find((one) => one.id === 'blue_responseSlow')).toMatchObject({
      namespace: 'AWS/ApplicationELB',
      metric: 'TargetResponseTime',
      stat: 'TC(0.3:)',
      dimensions: { LoadBalancer: expect.stringMatching(/^app/) },
    });
    const unlimited = buildDurationQueries(colors, NO_THRESHOLDS).map((one) => ('stat' in one ? one.stat : null));
    expect(unlimited).toEqual(Array.from({ length: 4 }, () => ['p95', 'SampleCount']).flat());
    expect(counts.length + durations.length).toBe(26);
  });

  it('are an error that names the target group when one is missing', async () => {
    const on = await bench();
    const environment = environmentOf({ target: 'sandbox', sandbox: { port: on.port, control_port: on.controlPort } });
    const dimensions = await openDimensions(environment, testContext(on.dir));
    await expect(dimensions(service)).rejects.toThrow('The target group test-web-blue of test does not exist');
  });
});
