// Rollouts in a sandbox, on a clock that only sleeps move, with ports that a test controls.
import type { Context } from '../../../controller/core/context';
import type { Evaluation } from '../../../controller/release';
import { startRollout } from '../../../controller/rollout/start';
import type { StartRequest } from '../../../controller/rollout/start';
import { describeProgress } from '../../../controller/render/rollout-progress';
import type { Driver } from '../../../controller/rollout/driver';
import type { HookResult } from '../../../controller/hooks';
import type { NotificationKind, RolloutPorts } from '../../../controller/rollout/ports';
import { testContext } from '../../contract/context';
import { createSandboxWorld } from '../helpers/context';

/** A clock that is moved by hand, or by sleeping. */
export class Clock {
  constructor(public milliseconds = Date.parse('2030-01-01T00:00:00Z')) {}
  readonly now = (): Date => new Date(this.milliseconds);
  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.milliseconds += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  };
}

/** Ports that a test controls, and records of their calls. `evaluateTo` is called for every evaluation. */
export interface TestPorts extends RolloutPorts {
  readonly notifications: NotificationKind[];
  readonly hooksRun: string[];
  evaluateTo: (evaluations: number) => Evaluation['kind'] | Error;
  hookResult: (point: string) => HookResult;
  freeze: string | undefined;
}

export function createTestPorts(clock: Clock): TestPorts {
  let evaluations = 0;
  const ports: TestPorts = {
    notifications: [],
    hooksRun: [],
    evaluateTo: () => 'pass',
    hookResult: () => ({ kind: 'agreed' }),
    freeze: undefined,
    evaluate: async () => {
      const kind = ports.evaluateTo(evaluations++);
      if (kind instanceof Error) throw kind;
      return { at: clock.now().toISOString(), kind, reason: `metrics ${kind}`, metrics: [] };
    },
    measureThresholds: async (_state, { services }) =>
      Object.fromEntries(services.map(({ name }) => [name, { slowMs: 100, slowestMs: 200, slowResponseMs: null }])),
    runHooks: async (point) => {
      ports.hooksRun.push(point);
      return ports.hookResult(point);
    },
    notify: async (kind) => {
      ports.notifications.push(kind);
      return [];
    },
    checkFreeze: () => ports.freeze,
  };
  return ports;
}

/** A deployed service in a sandbox, and what its rollouts are made with; `lines` is for what they print. */
export interface RolloutWorld {
  readonly world: Awaited<ReturnType<typeof createSandboxWorld>>;
  readonly clock: Clock;
  readonly ports: TestPorts;
  readonly lines: string[];
}

/** Deploys it. `onClock`: whether the sandbox counts its requests by the clock too. */
export async function openRolloutWorld({ onClock = false } = {}): Promise<RolloutWorld> {
  const clock = new Clock();
  const world = await createSandboxWorld(onClock ? { now: clock.now } : undefined);
  const { code, err } = await world.ctl('deploy --yes');
  if (code !== 0) throw new Error(err);
  return { world, clock, ports: createTestPorts(clock), lines: [] };
}

/** The default rollout of the tests. */
export const REQUEST: StartRequest = {
  environment: undefined,
  services: ['web'],
  all: false,
  via: 'live',
  flags: {
    strategy: {
      steps: [
        { weight: 10, wait: '2m' },
        { weight: 50, wait: '1m' },
      ],
    },
    bake: '2m',
    interval: '1m',
  },
  overrideFreeze: false,
  reason: undefined,
};

/** A context on a clock; `lines` gets what it prints. */
export function rolloutContext(root: string, clock: Clock, lines: string[]): Context {
  const context = testContext(root);
  return {
    ...context,
    env: { ...context.env, USER: 'ada' },
    now: clock.now,
    sleep: clock.sleep,
    io: { ...context.io, err: (line) => void lines.push(line) },
  };
}

/** Starts a rollout; returns its driver. `lines` gets its progress. */
export async function startDriver(
  context: Context,
  ports: RolloutPorts,
  lines: string[],
  request = REQUEST,
): Promise<Driver> {
  const { file, store, state, holder } = await startRollout(context, request);
  const report: Driver['report'] = (progress) => {
    const line = describeProgress(progress);
    if (line !== undefined) lines.push(line);
  };
  return { context, file, store, id: state.id, services: state.services, holder, ports, report };
}
