// The verbs of the matrix, each in a state from which it has something to do.
import { EXIT } from '../../../controller/core/errors';
import type { MatrixWorld } from './worlds';
import { FILE } from './worlds';

const QUICK = '--strategy 10:2s,50:1s --bake 1s --interval 1s';

/** A lock that another machine left. */
const ELSEWHERE = {
  pid: 4711,
  host: 'build-7',
  verb: 'shift',
  since: '2026-11-21T02:40:11.000Z',
  token: 'a',
  who: 'anna',
};

/** What leads to a state: command lines, or an edit by hand. `until`: Ctrl-C once a text is printed. */
type Step = string | { readonly line: string; readonly until: string } | ((world: MatrixWorld) => void);

const DEPLOYED: readonly Step[] = ['deploy --yes'];
const edit: Step = (world) => world.write(FILE, world.read(FILE).replace(/green_weight: \d+/, 'green_weight: 70'));
const stale: Step = (world) => world.write(FILE, world.read(FILE).replace(/green_weight: \d+/, 'green_weight: 0'));
const waiting = {
  line: 'rollout start web --strategy 10:1s:approve --bake 1s --interval 1s',
  until: 'waits for approval',
};

/** The states, by name. */
export const STATES = {
  nothing: [],
  steady: DEPLOYED,
  edited: [...DEPLOYED, edit],
  canary: [...DEPLOYED, 'canary web'],
  shifting: [...DEPLOYED, 'shift web --green 40'],
  stale: [...DEPLOYED, 'shift web --green 40', stale],
  promoted: [...DEPLOYED, 'promote web'],
  locked: [...DEPLOYED, (world) => world.write('.teal/locks/local.json.1000', JSON.stringify(ELSEWHERE))],
  waiting: [...DEPLOYED, waiting],
  approved: [...DEPLOYED, waiting, 'rollout approve web'],
  aborted: [...DEPLOYED, waiting, 'rollout abort web'],
  prod: [],
  prodShifting: ['shift web -e prod --green 40 --via live'],
} as const satisfies Record<string, readonly Step[]>;

/** A verb. */
export interface Verb {
  readonly line: string;
  readonly from: keyof typeof STATES;
  /** The greatest share of green that it may lead to on the way; 0 when left out, and nobody may see green then. */
  readonly share?: number;
  /** What the canary clients may see besides what everybody sees. */
  readonly canary?: boolean;
  /** Exit code without a fault; 0 when left out. */
  readonly exit?: number;
  /** Whether it changes nothing. */
  readonly looks?: boolean;
}

/** Verbs that move traffic. */
export const TRAFFIC: readonly Verb[] = [
  { line: 'shift web --green 30', from: 'steady', share: 30 },
  { line: 'canary web', from: 'steady', canary: true },
  { line: 'canary web --off', from: 'canary', canary: true },
  { line: 'promote web', from: 'shifting', share: 100 },
  { line: 'settle web', from: 'promoted', share: 100 },
  { line: 'rollback web', from: 'shifting', share: 40 },
  { line: 'rollback web', from: 'canary', canary: true },
  { line: 'rollback web --to 1', from: 'shifting', share: 40 },
  { line: 'adopt web', from: 'edited' },
];

/** Verbs that change what a color runs, and the lock. */
export const CODE: readonly Verb[] = [
  { line: 'deploy --yes', from: 'nothing' },
  { line: 'deploy --yes', from: 'edited', share: 70 },
  { line: 'stage web --package code/v3 --yes', from: 'steady' },
  { line: 'pull --yes', from: 'stale', share: 40 },
  { line: 'unlock --yes -m gone', from: 'locked' },
];

/** Releases that move by themselves. */
export const ROLLOUTS: readonly Verb[] = [
  { line: `rollout start web ${QUICK}`, from: 'steady', share: 100 },
  { line: `release web --package code/v3 --yes ${QUICK}`, from: 'steady', share: 100 },
  { line: 'rollout approve web', from: 'waiting', share: 10 },
  { line: 'rollout pause web', from: 'waiting', share: 10 },
  { line: 'rollout resume web', from: 'approved', share: 100 },
  { line: 'rollout abort web', from: 'waiting', share: 10, exit: EXIT.check },
  { line: `rollout retry web`, from: 'aborted', share: 10 },
];

/** Verbs that only look. */
export const LOOKS: readonly Verb[] = [
  { line: 'status', from: 'shifting', share: 40, looks: true },
  { line: 'drift', from: 'shifting', share: 40, looks: true },
  { line: 'doctor', from: 'shifting', share: 40, looks: true },
  { line: 'plan', from: 'shifting', share: 40, looks: true },
  { line: 'explain --live --path /web', from: 'shifting', share: 40, looks: true },
  { line: 'versions', from: 'shifting', share: 40, looks: true },
  { line: 'validate', from: 'shifting', share: 40, looks: true },
  { line: 'rollout plan web', from: 'shifting', share: 40, looks: true },
  { line: 'rollout status', from: 'waiting', share: 10, looks: true },
  { line: 'history', from: 'shifting', share: 40, looks: true },
];

/** Verbs of an environment on AWS, whose state is in S3. */
export const AWS: readonly Verb[] = [
  { line: 'shift web -e prod --green 30 --via live', from: 'prod', share: 30 },
  { line: 'shift web -e prod --green 30', from: 'prod', share: 30 },
  { line: 'rollback web -e prod --no-reconcile', from: 'prodShifting', share: 40 },
  { line: `rollout start web -e prod --via live ${QUICK}`, from: 'prod', share: 100 },
];

/** Verbs that start programs. */
export const PROGRAMS: readonly Verb[] = [
  { line: `rollout start web ${QUICK}`, from: 'steady', share: 100 },
  { line: 'shift web --green 30 --git', from: 'steady', share: 30 },
];
