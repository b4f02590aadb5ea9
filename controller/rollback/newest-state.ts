// Brings a stale checkout to the newest revision before a rollback, so that it returns to the color that is the active one now.
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { pullSnapshot } from '../release/checkout';
import { makeEdits } from '../release/decision';
import type { Decision } from '../release/decision';
import type { RolloutState } from '../release/rollout/types';
import type { Origin } from '../release/rollout/way-back';
import type { Snapshot } from '../release/snapshot';
import { openRolloutStore } from '../rollout-store';
import { compareWithJournal, findUnjournaled, newestRevisions } from '../store/checkout';

/** Decides the new state of a service, which may have an open rollout. */
export type Decide = (service: Service, environment: Environment, rollout: Origin | undefined) => Decision;

/**
 * The state in the newest revision of each service whose file is older, the number of each service's newest revision, and the open
 * rollouts.
 */
export interface NewestStates {
  readonly states: ReadonlyMap<string, Snapshot>;
  readonly revisions: ReadonlyMap<string, number>;
  /** The newest state in the journal of each service whose last change was cut off before its entry. */
  readonly unjournaled: ReadonlyMap<string, Snapshot>;
  readonly rollouts: readonly RolloutState[];
}

/**
 * Reads the newest state of each service that is stale, and the open rollouts. Never fails: without the journal, the file of this
 * checkout counts.
 */
export async function readNewestStates(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<NewestStates> {
  const [newest, rollouts] = await Promise.all([
    readStates(context, environment, services),
    readOpenRollouts(context, environment),
  ]);
  return { ...newest, rollouts };
}

/** The open rollout of a service. */
export const findRollout = (rollouts: readonly RolloutState[], { name }: Service): RolloutState | undefined =>
  rollouts.find(({ services }) => services.includes(name));

/** Reads the open rollouts. One that cannot be read is reported when they are ended, after traffic is back. */
export async function readOpenRollouts(context: Context, environment: Environment): Promise<readonly RolloutState[]> {
  try {
    const store = await openRolloutStore(context, environment, 'hurried');
    return (await store.readOpen()).rollouts.map(({ state }) => state);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [];
  }
}

async function readStates(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<Omit<NewestStates, 'rollouts'>> {
  const states = new Map<string, Snapshot>();
  let unjournaled: ReadonlyMap<string, Snapshot> = new Map();
  let revisions: ReadonlyMap<string, number> = new Map();
  try {
    const compared = await compareWithJournal(context, environment, services, 'hurried');
    revisions = newestRevisions(compared);
    unjournaled = findUnjournaled(compared);
    for (const { service, state, revisions: known } of compared) {
      const [newest] = known;
      if (state.kind !== 'stale' || !newest?.to) continue;
      states.set(service.name, newest.to);
      const by = `revision ${newest.revision}, ctl ${newest.verb} by ${newest.who}`;
      context.io.err(`${service.name}: the file of this checkout is older than ${by}; it is brought up to that first`);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.io.err(`warning: the journal cannot be read, so the file of this checkout counts: ${error.message}`);
  }
  return { states, revisions, unjournaled };
}

/** Decides from the newest state of a service; the edits bring the file from where it is to the result. */
export function decideFromNewest(
  service: Service,
  environment: Environment,
  newest: NewestStates,
  decide: Decide,
): { readonly current: Service; readonly decision: Decision } {
  const snapshot = newest.states.get(service.name);
  const pulled = snapshot && pullSnapshot(service, snapshot);
  const current = pulled?.kind === 'change' ? pulled.after : service;
  const decision = decide(current, environment, findRollout(newest.rollouts, service));
  if (current === service || decision.kind === 'refused') return { current, decision };
  const after = decision.kind === 'change' ? decision.after : current;
  const summary = decision.kind === 'change' ? decision.summary : decision.reason;
  return { current, decision: { kind: 'change', before: current, after, edits: makeEdits(service, after), summary } };
}
