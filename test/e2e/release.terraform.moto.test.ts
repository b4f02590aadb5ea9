// A whole release through real Terraform and the real AWS provider, against an emulator of AWS.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEVELS } from '../../controller/iam/policy';
import type { Level, Policy } from '../../controller/iam/policy';
import { refusedBy, unusedOf } from '../helpers/policy-check';
import { createWorld, stacksOf, TESTER } from './world';
import type { Finished, World } from './world';

/** Ends a step that hangs. Long, so that no step fails because the machine is busy. */
const LONG = 15 * 60_000;

const RULE = 'update aws_lb_listener_rule';
const staged = (color: string): string[] => [
  `update aws_lambda_alias.alias-${color}`,
  `update aws_lambda_function.function-${color}`,
];

/** What the second version of a color gets of its own. */
const ownRole = (color: string): string[] => [
  `create aws_iam_role.role-${color}`,
  `create aws_iam_role_policy.${color}-role-policy`,
];

/** What no version uses any more when the second color has a role of its own too. */
const SHARED_ROLE = ['delete aws_iam_role.role', 'delete aws_iam_role_policy.role-policy'];

/** A step of the release of one service: the command, the expected plan of Terraform, and the version that clients must get. */
interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly plan: readonly string[];
  /** Percent of everyone's answers by version. */
  readonly everyone: Readonly<Record<string, number>>;
  /** The only version that the whitelisted client gets; undefined when it gets the same split as everyone. */
  readonly tester?: string;
}

const stage = (version: string, example = 'hello-node'): string[] => [
  '--package',
  `examples/${example}/${version}`,
  '--yes',
];

const WEB: readonly Step[] = [
  {
    name: 'v2 staged',
    args: ['stage', 'web', ...stage('v2')],
    plan: [...ownRole('green'), ...staged('green')],
    everyone: { v1: 100 },
    tester: 'v1',
  },
  {
    name: 'canary on',
    args: ['canary', 'web', '--ip', TESTER],
    plan: [`${RULE}.rule-canary-0`],
    everyone: { v1: 100 },
    tester: 'v2',
  },
  {
    name: '10 %',
    args: ['shift', 'web', '--green', '10'],
    plan: [`${RULE}.rule-production`],
    everyone: { v1: 90, v2: 10 },
    tester: 'v2',
  },
  {
    name: 'rolled back, live; Terraform finds nothing to change',
    args: ['rollback', 'web'],
    plan: [],
    everyone: { v1: 100 },
    tester: 'v1',
  },
  {
    name: 'promoted',
    args: ['promote', 'web'],
    plan: [`${RULE}.rule-production`],
    everyone: { v2: 100 },
    tester: 'v2',
  },
  { name: 'settled', args: ['settle', 'web'], plan: [`${RULE}.rule-canary-0`], everyone: { v2: 100 }, tester: 'v2' },
  {
    name: 'a setting staged alone: the code that serves, with more memory',
    args: ['stage', 'web', '--set', 'memory_size=256', '--env', 'LOG_LEVEL=debug', '--yes'],
    plan: [...ownRole('blue'), ...SHARED_ROLE, ...staged('blue')],
    everyone: { v2: 100 },
    tester: 'v2',
  },
  {
    name: 'the setting promoted',
    args: ['promote', 'web'],
    plan: [`${RULE}.rule-production`],
    everyone: { v2: 100 },
    tester: 'v2',
  },
  {
    name: 'the setting settled, and nothing left to fold',
    args: ['settle', 'web'],
    plan: [`${RULE}.rule-canary-0`],
    everyone: { v2: 100 },
    tester: 'v2',
  },
  {
    name: 'v3 staged on the other color, with the setting',
    args: ['stage', 'web', ...stage('v3')],
    plan: staged('green'),
    everyone: { v2: 100 },
    tester: 'v2',
  },
];

/** The level of `ctl iam-policy` with which each verb must work. */
const LEVEL_OF: Readonly<Record<string, Level>> = {
  ...Object.fromEntries(['deploy', 'stage'].map((verb) => [verb, 'full' as const])),
  ...Object.fromEntries(['canary', 'shift', 'promote', 'settle', 'rollback'].map((verb) => [verb, 'routing' as const])),
  ...Object.fromEntries(['drift', 'status', 'explain', 'history'].map((verb) => [verb, 'read-only' as const])),
};

/** Terraform asks for its user only because an emulator's credentials are not checked by STS. */
const OF_EMULATORS = ['iam:GetUser *'];

describe('a release through real Terraform', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  }, LONG);
  afterAll(async () => {
    await world?.stop();
  }, LONG);

  const succeeds = async (running: Promise<Finished>): Promise<Finished> => {
    const finished = await running;
    if (finished.code !== 0) throw new Error(`exit ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  };

  /** The plan of every stack must be empty. Between steps, the plan of the next one shows what the step before left. */
  const expectNothingPending = async (): Promise<void> => {
    const stacks = stacksOf(world.root);
    const pending = await Promise.all(stacks.map(async (stack) => [stack, await world.pending(stack)]));
    expect(pending).toEqual(stacks.map((stack) => [stack, []]));
  };

  /** The answers must match the split: exactly at 0 and 100 %, else within five standard deviations. */
  const expectSplit = async (service: string, everyone: Step['everyone'], tester?: string): Promise<void> => {
    const all = await world.request(service, 300);
    expect(all.failures).toEqual({});
    for (const version of new Set([...Object.keys(everyone), ...Object.keys(all.versions)])) {
      const share = (everyone[version] ?? 0) / 100;
      const expected = share * all.total;
      const tolerance = 5 * Math.sqrt(expected * (1 - share));
      expect(Math.abs((all.versions[version] ?? 0) - expected)).toBeLessThanOrEqual(tolerance);
    }
    if (!tester) return;
    const few = await world.request(service, 30, TESTER);
    expect(few.versions).toEqual({ [tester]: few.total });
  };

  it(
    'deploys the foundation and both services',
    async () => {
      await succeeds(world.ctl('deploy', '--yes'));
      expect(stacksOf(world.root)).toEqual(['test', 'test-api', 'test-web']);
      await expectSplit('web', { v1: 100 }, 'v1');
      await expectSplit('api', { v1: 100 }, 'v1');
    },
    LONG,
  );

  it(
    'moves the other service to the middle of its release',
    async () => {
      await succeeds(world.ctl('stage', 'api', ...stage('v2', 'hello-python')));
      expect(await world.applied('test-api')).toEqual([...ownRole('green'), ...staged('green')]);
      await succeeds(world.ctl('shift', 'api', '--candidate', '50'));
      expect(await world.applied('test-api')).toEqual([`${RULE}.rule-production`]);
      await expectSplit('api', { v1: 50, v2: 50 });
    },
    LONG,
  );

  it.each(WEB)(
    '$name',
    async ({ args, plan, everyone, tester }) => {
      const others = stacksOf(world.root).filter((stack) => stack !== 'test-web');
      const before = others.map((stack) => world.configuration(stack));
      await succeeds(world.ctl(...args));
      expect(await world.applied('test-web')).toEqual(plan);
      expect(others.map((stack) => world.configuration(stack))).toEqual(before);
      await expectSplit('web', everyone, tester);
      await expectSplit('api', { v1: 50, v2: 50 });
    },
    LONG,
  );

  it(
    'makes a step by a manual edit and cdktf apply',
    async () => {
      const text = readFileSync(world.file, 'utf8');
      // A setting that is edited with it reaches neither color: both have traffic.
      const edited = text
        .replace('green_weight: 0 # what green gets', 'green_weight: 30 # what green gets')
        .replace('memory_size: 256', 'memory_size: 512');
      expect(edited).not.toBe(text);
      writeFileSync(world.file, edited);
      await succeeds(world.cdktf('synth'));
      expect(await world.pending('test-web')).toEqual([`${RULE}.rule-production`]);
      await succeeds(world.cdktf('apply', 'test*', '--auto-approve', '--skip-provider-lock'));
      await expectNothingPending();
      await expectSplit('web', { v2: 70, v3: 30 });
    },
    LONG,
  );

  it(
    'ends with the same rules in the file, live and in the state',
    async () => {
      const { stdout } = await succeeds(world.ctl('drift', '-o', 'json'));
      expect(JSON.parse(stdout)).toMatchObject({ drifted: false, stateNotRead: null });
      const { rules } = JSON.parse(stdout) as { rules: { differs: string | null; state: unknown }[] };
      expect(rules.map((rule) => rule.differs)).toEqual([null, null, null, null]);
      expect(rules.every((rule) => rule.state !== null && rule.state !== undefined)).toBe(true);
    },
    LONG,
  );

  it(
    'ends with the correct status',
    async () => {
      const { stdout } = await succeeds(world.ctl('status', '-o', 'json'));
      expect(JSON.parse(stdout)).toMatchObject({
        services: [
          { service: 'web', phase: 'shifting', active: 'blue' },
          { service: 'api', phase: 'shifting', active: 'blue' },
        ],
      });
    },
    LONG,
  );

  it(
    'made no call that the policies of ctl iam-policy refuse, nor has a policy a statement without need',
    async () => {
      await succeeds(world.ctl('explain', '--host', 'web.example.com', '--live'));
      await succeeds(world.ctl('history'));
      const refused = new Map<Level, string[]>();
      const unused = new Map<Level, string[]>();
      for (const level of LEVELS) {
        const { stdout } = await succeeds(world.ctl('iam-policy', '--level', level));
        const policy = JSON.parse(stdout) as Policy;
        const calls = world.calls.filter(({ verb }) => LEVEL_OF[verb] === level);
        expect(calls.length).toBeGreaterThan(10);
        refused.set(level, refusedBy(policy, calls));
        unused.set(level, unusedOf(policy, level === 'full' ? world.calls : calls));
      }
      expect(Object.fromEntries(refused)).toEqual({ 'read-only': [], routing: OF_EMULATORS, full: OF_EMULATORS });
      // Metrics are read by rollouts, and functions are invoked by a verb with --via live.
      expect(Object.fromEntries(unused)).toEqual({
        'read-only': ['ReadMetrics'],
        routing: ['WarmFunctions'],
        full: ['WarmFunctions'],
      });
    },
    LONG,
  );
});
