// ctl drill --print-fis: an experiment that affects the candidate only, in the form that AWS accepts.
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildFault } from '../../../controller/drill/faults';
import { buildFisTemplate } from '../../../controller/drill/fis';
import { environment, shopStack } from '../../stacks/environment';
import { createWorld } from '../helpers/context';
import { ROLE, settings, shop, templateOf } from './fis-template';

const world = createWorld();
afterAll(() => world.remove());

const FILE = `region: eu-west-1
account: "123456789012"
network: { create: {} }
load_balancer: { create: {} }
services:
  web:
    hostnames: [web.example.com]
    priority: 100
    timeout: 9
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../code
    green_package: ../code
    active_color: green
    green_weight: 100
  api:
    hostnames: [api.example.com]
    priority: 200
    alarms: { enabled: false }
    blue_image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${'a'.repeat(64)}
    active_color: blue
    green_weight: 0
`;
world.write('environments/prod.yaml', FILE);
world.write('code/index.mjs', '');

describe('an experiment', () => {
  it('is printed for the candidate’s function only, and stops when an alarm of the stable color goes off', async () => {
    const { code, out, err } = await world.ctl(
      `drill web -e prod --print-fis --role-arn ${ROLE} --fault errors --percent 20`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      description: 'teal drill: web on prod, candidate blue: failure of 20 % of invocations',
      targets: {
        candidate: {
          resourceType: 'aws:lambda:function',
          resourceArns: ['arn:aws:lambda:eu-west-1:123456789012:function:prod-web-blue'],
          selectionMode: 'ALL',
        },
      },
      actions: {
        errors: {
          actionId: 'aws:lambda:invocation-error',
          description: 'The candidate fails',
          parameters: { duration: 'PT10M', invocationPercentage: '20', preventExecution: 'true' },
          targets: { Functions: 'candidate' },
        },
      },
      stopConditions: ['5xx', 'errors', 'throttles', 'p95'].map((kind) => ({
        source: 'aws:cloudwatch:alarm',
        value: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:prod-web-green-${kind}`,
      })),
      roleArn: ROLE,
      experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
      tags: { Name: 'prod-web-blue-errors', Environment: 'prod', Service: 'web' },
    });
    expect(err).toContain('needs the layer of AWS FIS for Lambda');
  });

  it('is the result itself with -o json', async () => {
    const { code, document } = await world.json(
      `drill api -e prod --print-fis --role-arn ${ROLE} --fault latency --milliseconds 700`,
    );
    expect(code).toBe(0);
    expect(document).toMatchObject({
      schemaVersion: 1,
      service: 'api',
      candidate: 'green',
      fault: { kind: 'latency', milliseconds: 700, percent: 100 },
      template: { stopConditions: [{ source: 'none' }] },
    });
  });

  it('of a service with an image, or without alarms, comes with a note about that', async () => {
    const { err } = await world.ctl(`drill api -e prod --fault errors --print-fis --role-arn ${ROLE}`);
    expect(err).toContain('image must hold the extension');
    expect(err).toContain('nothing stops the experiment early');
  });

  it.each([
    ['status', 'invocation-http-integration-response', { statusCode: '500', contentTypeHeader: 'text/plain' }],
    ['latency', 'invocation-add-delay', { startupDelayMilliseconds: '1200', invocationPercentage: '100' }],
    ['timeout', 'invocation-add-delay', { startupDelayMilliseconds: '10000', invocationPercentage: '5' }],
  ] as const)('for %s is the action %s', (kind, action, parameters) => {
    expect(templateOf(kind).actions[kind]).toMatchObject({
      actionId: `aws:lambda:${action}`,
      parameters: { duration: 'PT10M', ...parameters },
    });
  });

  it('for a leak adds delays step by step until the function exceeds its timeout', () => {
    const steps = Object.entries(templateOf('leak', 20).actions);
    const delays = steps.map(([, { parameters }]) => Number(parameters['startupDelayMilliseconds']));
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays.at(-1)).toBeGreaterThan(9000);
    expect(steps.map(([name, { startAfter }]) => [name, startAfter?.[0]]).slice(0, 3)).toEqual([
      ['leak-01', undefined],
      ['leak-02', 'leak-01'],
      ['leak-03', 'leak-02'],
    ]);
    expect(steps.map(([, { parameters }]) => parameters['duration'])).toEqual(Array(10).fill('PT2M'));
  });

  it('names the alarms of the service’s stack', () => {
    const alarms = Object.values(shopStack().resource['aws_cloudwatch_metric_alarm'] ?? {});
    const stable = alarms.map((alarm) => String(alarm['alarm_name'])).filter((name) => name.includes('-blue-'));
    const named = templateOf('errors').stopConditions.map(({ value }) => value?.split(':alarm:')[1]);
    expect(named.sort()).toEqual(stable.sort());
  });

  it('is in the partition of its region', () => {
    const china = environment([shop], { ...settings, region: 'cn-north-1' });
    const template = buildFisTemplate({
      environment: china,
      service: shop,
      fault: buildFault('errors', {}),
      minutes: 1,
      roleArn: ROLE,
    });
    expect(template.targets['candidate']?.resourceArns).toEqual([
      'arn:aws-cn:lambda:cn-north-1:123456789012:function:prod-shop-green',
    ]);
  });
});

describe('an experiment is refused', () => {
  it.each([
    ['without a role', '', 'needs a role', 2],
    ['for a role that is not an ARN', '--role-arn fis', 'is not the ARN of a role', 2],
    ['for half a minute', `--role-arn ${ROLE} --duration 30s`, 'is not from 1m to 12h', 2],
    ['for text that is not a duration', `--role-arn ${ROLE} --duration soon`, '"soon" is not', 2],
    ['for a crash', `--role-arn ${ROLE} --fault crash`, 'no action that ends the process', 2],
    ['for a share above 100 %', `--role-arn ${ROLE} --percent 101`, '--percent takes a whole number from 1 to 100', 2],
    ['for a flag of another fault', `--role-arn ${ROLE} --after 3`, '--after does not go with --fault errors', 2],
    ['for an unknown fault', `--role-arn ${ROLE} --fault gremlins`, 'gremlins', 2],
  ])('%s', async (_, flags, message, exit) => {
    const { code, out, err } = await world.ctl(
      `drill web -e prod --print-fis ${flags.includes('--fault') ? flags : `--fault errors ${flags}`}`,
    );
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(message);
  });

  it.each(['', '--fault none'])('for no fault, or for all of them: %j', async (which) => {
    const { code, err } = await world.ctl(`drill web -e prod --print-fis ${which} --role-arn ${ROLE}`);
    expect(code).toBe(2);
    expect(err).toContain('An experiment has exactly one fault');
  });

  it('when the file has no account', async () => {
    world.write('environments/anon.yaml', FILE.replace(/account: .*\n/, ''));
    const { code, err } = await world.ctl(`drill web -e anon --fault errors --print-fis --role-arn ${ROLE}`);
    expect(code).toBe(2);
    expect(err).toContain('Write account:');
  });

  it('for a sandbox', async () => {
    const sandbox = FILE.replace(/account: .*\nnetwork.*\nload_balancer.*\n/, 'target: sandbox\n').replace(
      / {2}api:[^]*/,
      '',
    );
    world.write('environments/local.yaml', sandbox);
    const { code, err } = await world.ctl(`drill -e local --fault errors --print-fis --role-arn ${ROLE}`);
    expect(code).toBe(2);
    expect(err).toContain('which AWS FIS does not reach');
  });
});
