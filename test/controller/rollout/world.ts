// Rollouts in a sandbox, on a clock that only sleeps move, and with eyes that see what a test says.
import type { Context } from '../../../controller/core/context';
import type { Look } from '../../../controller/release';
import { beginRollout } from '../../../controller/rollout/start';
import type { Wanted } from '../../../controller/rollout/start';
import { drive } from '../../../controller/rollout/driver-loop';
import type { Drive } from '../../../controller/rollout/driver-loop';
import type { HookResult } from '../../../controller/hooks';
import type { News, Senses } from '../../../controller/rollout/ports';
import { testContext } from '../../contract/context';

/** A clock that is moved by hand, or by sleeping. */
export class Clock {
  constructor(public milliseconds = Date.parse('2030-01-01T00:00:00Z')) {}
  readonly now = (): Date => new Date(this.milliseconds);
  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.milliseconds += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  };
}

/** What a rollout sees and is told; `see` is asked at every look. */
export interface Seen extends Senses {
  readonly news: News[];
  readonly hooksRun: string[];
  see: (looks: number) => Look['kind'] | Error;
  answer: (point: string) => HookResult;
  freeze: string | undefined;
}

export function eyes(clock: Clock): Seen {
  let looks = 0;
  const seen: Seen = {
    news: [],
    hooksRun: [],
    see: () => 'pass',
    answer: () => ({ kind: 'agreed' }),
    freeze: undefined,
    look: async () => {
      const kind = seen.see(looks++);
      if (kind instanceof Error) throw kind;
      return { at: clock.now().toISOString(), kind, reason: `saw ${kind}`, metrics: [] };
    },
    slowMs: async (_state, { services }) => Object.fromEntries(services.map(({ name }) => [name, 100])),
    hooks: async (point) => {
      seen.hooksRun.push(point);
      return seen.answer(point);
    },
    tell: async (news) => {
      seen.news.push(news);
      return [];
    },
    frozen: () => seen.freeze,
  };
  return seen;
}

/** How a rollout of the tests goes unless told otherwise. */
export const WANTED: Wanted = {
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

/** ctl's context on a clock, with what it said. */
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

/** Begins a rollout; the result is what carries it on. */
export async function started(context: Context, senses: Senses, lines: string[], wanted = WANTED): Promise<Drive> {
  const { file, rollouts, state, mine } = await beginRollout(context, wanted);
  return { context, file, rollouts, id: state.id, mine, senses, say: (line) => void lines.push(line) };
}

export { drive };
