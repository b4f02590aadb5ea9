// The whole loop: real requests to real functions → metrics in CloudWatch → a verdict → real rules → the color that answers.
// moto is CloudWatch, Lambda and the load balancer's API; the sandbox's data plane follows its rules and puts metrics into it.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../controller/aws/router';
import { clientConfig } from '../../controller/aws/clients';
import { loadEnvironment, versionsFileOf } from '../../environments';
import { desiredRouting, diffRules } from '../../routing';
import { testContext } from '../contract/context';
import { createWorld } from '../controller/helpers/context';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { makeRole } from '../helpers/moto-load-balancer';
import { bench, cleanUp, clientsOf, deploy, get, nodeZip } from '../sandbox/support';
import type { Bench } from '../sandbox/support';

const FILE = 'environments/loop.yaml';
const BUCKET = 'acme-state';
/** Virtual milliseconds between two bursts of requests, and how many requests a burst has. */
const BURST_MILLISECONDS = 20_000;
const BURST = 20;

/** How long green takes if its path ends in /slow. */
const SLOW_MILLISECONDS = 250;

/** The end of the path selects what green does worse: every fifth request fails, every one is refused, slow, or no checkout. */
const CODE = nodeZip(`
  globalThis.count = (globalThis.count ?? 0) + 1;
  const green = context.functionName.endsWith('green');
  const is = (end) => green && event.path.endsWith(end);
  if (is('/slow')) await new Promise((resolve) => setTimeout(resolve, ${SLOW_MILLISECONDS}));
  const statusCode = is('/bad') && globalThis.count % 5 === 0 ? 500 : is('/refuse') ? 401 : 200;
  return { statusCode, body: (green ? 'green' : 'blue') + (is('/empty') ? ' without a checkout' : '') };
`);

/** What the functions count themselves, by color. */
const countsOf = (metric: string): string => `{ namespace: Shop, metric: ${metric}, dimensions: { Color: '{color}' } }`;
const COMPARED = `errors: { tolerance: 10 }, client_errors: { tolerance: 10 }`;
const LATENCY_OFF = 'latency: { compare: false }';

const environmentText = (url: string, listener: string): string => `
region: us-east-1
emulator_endpoint: ${url}
state: { bucket: ${BUCKET} }
network: { create: {} }
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    family: loop-web
    paths: [/web*]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    alarms: { enabled: false }
    rollout:
      strategy: { steps: [{ weight: 20, wait: 6m }, { weight: 50, wait: 4m }] }
      bake: 4m
      interval: 1m
      alarms: [on-call]
      metrics: { ${COMPARED}, ${LATENCY_OFF} }
    blue_package: ../code
    green_package: ../code
    active_color: blue
    green_weight: 0
`;

let moto: Moto;
let plane: Bench;
let cloudWatch: CloudWatchClient;
const world = createWorld();
/** The checkout of another operator. Both share only the state in S3. */
const elsewhere = createWorld();

/** Virtual time, advanced by `sleep`. At fixed intervals a burst of requests is sent and its metrics are put into CloudWatch. */
let clock = Date.parse('2026-03-01T12:00:00Z');
let path = '/web';
let atBurst: (burst: number) => Promise<void> = async () => undefined;
let bursts = 0;
let split: string[] = [];
const now = (): Date => new Date(clock);

async function sleep(milliseconds: number): Promise<void> {
  const before = Math.floor(clock / BURST_MILLISECONDS);
  clock += milliseconds;
  for (let burst = before; burst < Math.floor(clock / BURST_MILLISECONDS); burst++) await serveBurst();
}

async function serveBurst(): Promise<void> {
  await plane.refresh();
  const answers = await Promise.all(Array.from({ length: BURST }, () => get(plane, { path })));
  split.push(`${answers.filter(({ body }) => body.startsWith('green')).length}`);
  await plane.putMetrics();
  await putCheckouts(answers.map(({ body }) => body));
  await atBurst(bursts++);
}

/** As a function does that counts its checkouts, and those that fail. */
async function putCheckouts(bodies: readonly string[]): Promise<void> {
  const MetricData = ['blue', 'green'].flatMap((color) => {
    const own = bodies.filter((body) => body.startsWith(color));
    const failed = own.filter((body) => body.endsWith('without a checkout')).length;
    const common = { Dimensions: [{ Name: 'Color', Value: color }], Timestamp: now() };
    return own.length === 0
      ? []
      : [
          { ...common, MetricName: 'Checkouts', Value: own.length },
          { ...common, MetricName: 'Failed', Value: failed },
        ];
  });
  if (MetricData.length > 0) await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
}

/** Judges by other metrics from now on. */
const judgeBy = (metrics: string): void =>
  world.write(FILE, world.read(FILE).replace(/^ {6}metrics: .*$/m, `      metrics: { ${metrics} }`));

const ctl = (line: string, signal = new AbortController().signal, on = world): ReturnType<typeof world.ctl> =>
  on.ctl(line, { now, sleep, signal, env: { PATH: process.env['PATH'], USER: 'ada', HOME: on.root } });

async function prepare(): Promise<void> {
  moto = await startMoto({ percentiles: true });
  const text = environmentText(moto.url, await makeListener(moto.url));
  world.write('code/index.mjs', 'export const handler = async () => ({ statusCode: 200 });\n');
  world.write(FILE, text);
  const clients = clientsOf(moto.url);
  const role = await makeRole(moto.url, 'us-east-1');
  for (const color of ['blue', 'green']) await deploy(clients, `loop-web-${color}`, CODE, { role });
  const packagesDir = join(world.root, '.teal/packages');
  mkdirSync(packagesDir, { recursive: true });
  writeFileSync(join(packagesDir, `${createHash('sha256').update(CODE).digest('hex')}.zip`), CODE);
  // Metrics are put and rules are read only when the test does it.
  const quiet = { putMetricsMs: 3_600_000, pollMs: 3_600_000 };
  await applyRules();
  plane = await bench({ controlPlane: moto.url, packagesDir, putMetrics: true, ...quiet, now });
  const { environment } = loadEnvironment(join(world.root, FILE));
  cloudWatch = new CloudWatchClient(clientConfig(environment, { env: {}, root: '' }));
  const s3 = new S3Client({ ...clientConfig(environment, { env: {}, root: '' }), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
}

/** Applies the rules of the file, as a deployment would. */
async function applyRules(): Promise<void> {
  const { environment } = loadEnvironment(join(world.root, FILE));
  const router = await createRouter(environment, testContext(world.root));
  await router.apply(diffRules(desiredRouting(environment.services), await router.read()).changes);
}

const setAlarm = (StateValue: 'OK' | 'ALARM'): Promise<unknown> =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'on-call', StateValue, StateReason: `${StateValue} by hand` }));

beforeAll(prepare, 60_000);

afterAll(async () => {
  await cleanUp();
  await moto.stop();
  world.remove();
  elsewhere.remove();
});

beforeEach(() => {
  path = '/web';
  split = [];
  bursts = 0;
  atBurst = async () => undefined;
});

describe('a rollout that is evaluated with metrics of CloudWatch', () => {
  it('is refused when one of its alarms does not exist', async () => {
    const { code, err } = await ctl('rollout start web');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('There is no alarm "on-call"') });
    const numbers = {
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    } as const;
    const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum' } as const;
    await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName: 'on-call', ...metric, ...numbers }));
  });

  it('is refused while one of its alarms is on, before the candidate has any traffic', async () => {
    await setAlarm('ALARM');
    const { code, err } = await ctl('rollout start web');
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('on-call: ALARM by hand') });
    expect(split).toEqual([]);
    await setAlarm('OK');
  });

  it('rolls back when the candidate fails every fifth request, and users get the stable color again', async () => {
    path = '/web/bad';
    const { code, out, err } = await ctl('rollout start web');
    expect({ code, out, err }).toMatchObject({ code: 5, out: expect.stringContaining('rolled back: errors: ') });
    await serveBurst();
    expect(split.at(-1)).toBe('0');
    expect(Math.max(...split.map(Number))).toBeGreaterThan(0);
    expect(world.read(FILE)).toContain('green_weight: 0');
  }, 300_000);

  /** Rolls out while users ask for what green does worse, and expects that they get the stable color again. */
  async function expectRollback(end: string, reason: RegExp): Promise<void> {
    path = `/web/${end}`;
    const { code, out, err } = await ctl('rollout start web');
    expect({ code, out, err }).toMatchObject({ code: 5, out: expect.stringMatching(reason) });
    await serveBurst();
    expect(split.at(-1)).toBe('0');
  }

  it('rolls back when the candidate answers 401 to everybody', async () => {
    await expectRollback('refuse', /rolled back: client_errors: [89]\d.* % answered 4xx of .* against 0 %/);
  }, 300_000);

  it('rolls back when a metric of the file is worse, and refuses one that has no data', async () => {
    const checkouts = (failed: string): string =>
      `${COMPARED}, ${LATENCY_OFF}, custom: { checkout: { bad: ${countsOf(failed)}, all: ${countsOf(failed === 'Failed' ? 'Checkouts' : 'Nothing')}, tolerance: 10 } }`;
    judgeBy(checkouts('Nothing'));
    const refused = await ctl('rollout start web');
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('checkout: the stable color had no data') });
    judgeBy(checkouts('Failed'));
    await expectRollback('empty', /rolled back: checkout: [89]\d.* % bad of .* against 0 %/);
  }, 300_000);

  it('rolls back when the candidate is slower', async () => {
    judgeBy(`${COMPARED}, latency: { tolerance: 20, compare_tail: false }`);
    await expectRollback('slow', /rolled back: latency: [89]\d.* % slower than/);
    judgeBy(`${COMPARED}, ${LATENCY_OFF}`);
  }, 300_000);

  it('rolls back when an alarm fires, whatever the metrics show', async () => {
    atBurst = async (burst) => void (burst === 5 && (await setAlarm('ALARM')));
    const { code, out, err } = await ctl('rollout retry web');
    expect({ code, out, err }).toMatchObject({ code: 5, out: expect.stringContaining('on-call') });
    await setAlarm('OK');
  }, 300_000);

  it('reaches 100 % and settles when the candidate is as good, also when another machine resumes it', async () => {
    const interruption = new AbortController();
    atBurst = async (burst) => void (burst === 5 && interruption.abort());
    const left = await ctl('rollout start web', interruption.signal);
    expect(left).toMatchObject({ code: 130, err: expect.stringContaining('web: blue 80 %, green 20 %') });
    elsewhere.write('code/index.mjs', world.read('code/index.mjs'));
    for (const file of [FILE, versionsFileOf(FILE)]) elsewhere.write(file, world.read(file));
    const { code, out, err } = await ctl('rollout resume web', undefined, elsewhere);
    expect({ code, out, err }).toMatchObject({ code: 0, out: expect.stringContaining('settled') });
    expect(err).not.toContain('20 % on green');
    await serveBurst();
    expect(split.at(-1)).toBe(String(BURST));
    expect(elsewhere.read(FILE)).toContain('active_color: green');
  }, 300_000);
});
