// What may happen to an environment in one run: verbs from two checkouts, crashes, edits by hand, Git, and other people's changes.
import * as fc from 'fast-check';
import type { CheckoutName } from './world';

/** One thing that happens. Every random choice is in it, so that a run can be repeated. */
export type Action =
  | { readonly kind: 'verb'; readonly at: CheckoutName; readonly line: string; readonly crashAt?: number }
  /** Two processes at the same time, one in each checkout. */
  | { readonly kind: 'both'; readonly lines: readonly [string, string] }
  | { readonly kind: 'edit'; readonly at: CheckoutName; readonly find: string; readonly write: string }
  | { readonly kind: 'versions'; readonly at: CheckoutName; readonly to: 'removed' | 'without green' | 'torn' }
  /** Both files as they were after an earlier step; 0 is the newest. */
  | { readonly kind: 'git'; readonly at: CheckoutName; readonly back: number }
  | { readonly kind: 'live'; readonly change: LiveChange };

/** A change of the listener without ctl. */
export type LiveChange =
  | { readonly to: 'weights'; readonly blue: number; readonly green: number }
  | { readonly to: 'single'; readonly color: 'blue' | 'green' }
  | { readonly to: 'no production rule' | 'no canary rule' | 'a neighbour' };

const checkout = fc.constantFrom<CheckoutName>('a', 'a', 'b');
const percent = fc.constantFrom(0, 1, 30, 50, 99, 100);

const trafficVerb = fc.oneof(
  fc
    .tuple(fc.constantFrom('green', 'blue', 'candidate'), percent)
    .map(([color, weight]) => `shift web --${color} ${weight}`),
  fc.constantFrom('canary web --ip 127.0.0.2', 'canary web --ip 127.0.0.3', 'canary web', 'canary web --off'),
  fc.constantFrom('promote web', 'settle web', 'rollback web', 'rollback --all --no-reconcile'),
  fc.integer({ min: 1, max: 8 }).map((revision) => `rollback web --to ${revision}`),
);

const otherVerb = fc.oneof(
  fc.constantFrom('v1', 'v2', 'v3').map((version) => `stage web --package code/${version} --yes`),
  fc.constantFrom('stage web --set memory_size=256 --yes', 'stage web --set timeout=7 --yes'),
  fc.constantFrom('deploy --yes', 'deploy web --yes', 'adopt web --yes', 'pull --yes', 'unlock --yes -m model'),
  fc.constantFrom('release web --package code/v3 --strategy 50:1m --bake 1m --yes', 'rollout abort web --yes'),
);

const verbLine = fc.oneof({ weight: 3, arbitrary: trafficVerb }, { weight: 2, arbitrary: otherVerb });

const verb: fc.Arbitrary<Action> = fc
  .record({ at: checkout, line: verbLine, crashAt: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }) })
  .map((chosen) => ({ kind: 'verb', ...chosen }));

const edit: fc.Arbitrary<Action> = fc
  .tuple(
    checkout,
    fc.constantFrom(
      ['green_weight: .*', 'green_weight: 30'],
      ['green_weight: .*', 'green_weight: 100'],
      ['green_weight: .*', 'green_weight: 101'],
      ['activate_canary: .*', 'activate_canary: true'],
      ['active_color: .*', 'active_color: green'],
      ['whitelisted_ips: .*', 'whitelisted_ips: ["127.0.0.4/32"]'],
      ['blue_package: .*', 'blue_package: ../code/v3'],
      ['green_package: .*', 'green_package: ../code/v1'],
      ['runtime: .*', 'runtime: nodejs20.x\n    memory_size: 512'],
      ['services:', 'services: ['],
    ),
  )
  .map(([at, [find = '', write = '']]) => ({ kind: 'edit', at, find, write }));

const live: fc.Arbitrary<Action> = fc
  .oneof(
    fc.record({ to: fc.constant('weights' as const), blue: percent, green: percent }),
    fc.record({ to: fc.constant('single' as const), color: fc.constantFrom('blue' as const, 'green' as const) }),
    fc.record({
      to: fc.constantFrom('no production rule' as const, 'no canary rule' as const, 'a neighbour' as const),
    }),
  )
  .map((change) => ({ kind: 'live', change }));

const other: fc.Arbitrary<Action> = fc.oneof(
  fc
    .record({ at: checkout, to: fc.constantFrom('removed' as const, 'without green' as const, 'torn' as const) })
    .map((chosen): Action => ({ kind: 'versions', ...chosen })),
  fc
    .record({ at: checkout, back: fc.integer({ min: 0, max: 4 }) })
    .map((chosen): Action => ({ kind: 'git', ...chosen })),
);

/** Two lines at once are rare: each is a process of its own. */
const both: fc.Arbitrary<Action> = fc
  .tuple(trafficVerb, trafficVerb)
  .map((lines) => ({ kind: 'both', lines: [lines[0], lines[1]] }));

/** A run: up to eight actions. */
export const anyRun: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: verb },
    { weight: 14, arbitrary: edit },
    { weight: 10, arbitrary: live },
    { weight: 12, arbitrary: other },
    { weight: 2, arbitrary: both },
  ),
  { minLength: 1, maxLength: 8 },
);
