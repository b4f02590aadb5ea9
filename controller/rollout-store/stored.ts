// A stored rollout as data and as text. Pure.
import { randomUUID } from 'node:crypto';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import type { Holder } from '../lock';
import { NO_THRESHOLDS } from '../release/judge/thresholds';
import type { Evaluation, Position, RolloutPlan, RolloutState } from '../release/rollout/types';

/** A rollout, and the process that drives it; null when that process has left it. */
export interface StoredRollout {
  readonly state: RolloutState;
  readonly driver: Holder | null;
}

/** Whether a rollout has not ended. */
export const isUnfinished = ({ state }: StoredRollout): boolean => state.position.at !== 'done';

/** The text of a rollout. Each text is unique, so that a write whose answer is lost is recognised. */
export const serializeRollout = ({ state, driver }: StoredRollout): string =>
  JSON.stringify({ schemaVersion: 4, write: randomUUID(), state, driver });

/**
 * Parses the text of one rollout.
 * @throws {UserError} STORE_UNREADABLE when ctl did not write it; STORE_NEWER when a newer ctl did.
 */
export function parseRollout(text: string, place: string): StoredRollout {
  const json = parseJson(text);
  if (isObject(json)) {
    if (typeof json['schemaVersion'] === 'number' && json['schemaVersion'] > 4) throw newer(place);
    const rollout = toRollout(json);
    if (rollout) return rollout;
  }
  throw damaged(place);
}

/**
 * Parses the one text in which earlier versions kept all rollouts of an environment.
 * @throws {UserError} STORE_UNREADABLE.
 */
export function parseEarlierRollouts(text: string | undefined, place: string): readonly StoredRollout[] {
  if (text === undefined) return [];
  const json = parseJson(text);
  const rollouts = isObject(json) && Array.isArray(json['rollouts']) ? json['rollouts'].map(toRollout) : [undefined];
  const valid = rollouts.filter((one) => one !== undefined);
  if (valid.length < rollouts.length) throw damaged(place);
  return valid;
}

/**
 * States of earlier versions: the first named the evaluations `looks`, the first two did not know the stable code, and none when each
 * weight was set, how long to hold, and more than one threshold of slow invocations.
 */
type EarlierState = Omit<
  RolloutState,
  'schemaVersion' | 'evaluations' | 'stableCode' | 'blockedSince' | 'shifts' | 'thresholds'
> &
  Partial<Pick<RolloutState, 'evaluations' | 'stableCode' | 'blockedSince'>> & {
    readonly schemaVersion: 1 | 2 | 3;
    readonly looks?: readonly Evaluation[];
    readonly shiftedAt: string | null;
    readonly slowMs: Readonly<Record<string, number | null>>;
  };

function toRollout(json: unknown): StoredRollout | undefined {
  if (!isObject(json) || !isObject(json['state'])) return undefined;
  const { state, driver } = json as { readonly state: unknown; readonly driver?: Holder | null };
  const upgraded = upgrade(state as RolloutState | EarlierState);
  return isState(upgraded) ? { state: upgraded, driver: driver ?? null } : undefined;
}

function upgrade(state: RolloutState | EarlierState): RolloutState {
  if (state.schemaVersion === 4) return state;
  const { looks = [], shiftedAt, slowMs, plan, ...rest } = state;
  return {
    ...{ evaluations: looks, stableCode: {}, blockedSince: null, ...rest },
    schemaVersion: 4,
    plan: { holdAtMostSeconds: 3600, inconclusive: 'pause', ...(plan as Partial<RolloutPlan>) } as RolloutPlan,
    // When the present weight was set is not known, but not after its position was reached.
    shifts: shiftedAt === null ? [] : [shiftedAt, state.since],
    thresholds: isObject(slowMs) ? toThresholds(slowMs) : slowMs,
  };
}

/** Earlier versions knew only the 95th percentile. */
const toThresholds = (slowMs: EarlierState['slowMs']): RolloutState['thresholds'] =>
  Object.fromEntries(Object.entries(slowMs).map(([name, one]) => [name, { ...NO_THRESHOLDS, slowMs: one }]));

const TEXTS = ['id', 'environment', 'configuration', 'by', 'via', 'startedAt', 'since', 'updatedAt'] as const;

/** Every position, and whether it is at a step. */
const POSITIONS: Readonly<Record<Position['at'], 'step' | 'no step'>> = {
  opening: 'no step',
  'self-testing': 'no step',
  'before-shift': 'no step',
  shifting: 'step',
  holding: 'step',
  'after-step': 'step',
  approval: 'step',
  'after-promote': 'no step',
  baking: 'no step',
  settling: 'no step',
  'rolling-back': 'no step',
  done: 'no step',
};

/** Checks by hand what a rollout acts on, since a rollback reads rollouts and must not wait until a library for this is loaded. */
function isState(state: Partial<RolloutState>): state is RolloutState {
  const { services, candidates, plan, evaluations, shifts, thresholds, stableCode, position, pause } = state;
  return (
    TEXTS.every((name) => typeof state[name] === 'string') &&
    Array.isArray(services) &&
    isObject(candidates) &&
    services.every((name) => typeof name === 'string' && ['blue', 'green'].includes(candidates[name] ?? '')) &&
    isObject(plan) &&
    Array.isArray(plan.steps) &&
    Array.isArray(evaluations) &&
    Array.isArray(shifts) &&
    isObject(thresholds) &&
    isObject(stableCode) &&
    isPosition(position) &&
    (pause === null || (isObject(pause) && isPosition(pause.then)))
  );
}

function isPosition(position: unknown): boolean {
  if (!isObject(position)) return false;
  const kind = new Map<unknown, string>(Object.entries(POSITIONS)).get(position['at']);
  return kind === 'no step' || (kind === 'step' && typeof position['step'] === 'number');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const damaged = (place: string): UserError =>
  new UserError(
    'STORE_UNREADABLE',
    `The rollout in ${place} cannot be read: ctl did not write it`,
    'Read it, and move it away to start again; ctl status shows where traffic is, and ctl rollback works meanwhile',
  );

const newer = (place: string): UserError =>
  new UserError(
    'STORE_NEWER',
    `The rollout in ${place} was written by a newer ctl`,
    'Use that version of ctl; ctl rollback works meanwhile',
  );
