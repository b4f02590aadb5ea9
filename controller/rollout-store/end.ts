// Ends rollouts whose services another command rolled back or settled, and writes the end of a rollout to the journal.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { currentUser } from '../core/user';
import { advance } from '../release/rollout/machine';
import type { Holder } from '../lock';
import type { RolloutState } from '../release/rollout/types';
import { openJournal } from '../store/journal';
import { isDriven } from './driven';
import { isUnfinished } from './stored';
import type { StoredRollout } from './stored';
import { openRolloutStore } from './store';

/** What another command did, with the reason of its user. `failed`: the services whose traffic was not seen to be back. */
export interface DoneElsewhere {
  readonly verb: 'rollback' | 'settle';
  readonly services: readonly string[];
  readonly failed?: ReadonlySet<string>;
  readonly message: string | undefined;
}

/** Lines about the rollouts that have ended, for people; and the processes that drive those and the open ones of other services. */
export interface EndedRollouts {
  readonly warnings: readonly string[];
  readonly drivers: { readonly ofEnded: readonly Holder[]; readonly ofOthers: readonly Holder[] };
}

/**
 * Ends every open rollout of some services, so that no process moves them again. After a rollback that failed for one of its services
 * a rollout rolls back instead: its own process tries until it is done. Never throws a UserError: traffic has moved, so that a store
 * that does not answer is a warning.
 */
export async function endRollouts(
  context: Context,
  environment: Environment,
  done: DoneElsewhere,
): Promise<EndedRollouts> {
  const drivers = { ofEnded: [] as Holder[], ofOthers: [] as Holder[] };
  const lines: string[] = [];
  try {
    const store = await openRolloutStore(context, environment);
    const { rollouts, damaged } = await store.readOpen();
    const by = `ctl ${done.verb} by ${currentUser(context)}`;
    for (const { state, driver } of rollouts) {
      const ends = isEndedBy(state, environment, done);
      if (driver) (ends ? drivers.ofEnded : drivers.ofOthers).push(driver);
      if (!ends) continue;
      const event = { kind: kindOf(state, done), reason: done.message ? `${by}: ${done.message}` : by };
      const now = context.now();
      const { before, after } = await store.update(state.id, (one) => {
        const next = advance(one.state, event, now);
        return next === one.state ? one : { ...one, state: next };
      });
      if (isUnfinished(before) && !isUnfinished(after)) await journalEnd(context, environment, after.state);
      lines.push(...describeEnded(after, done));
    }
    lines.push(...damaged.map((error) => `a rollout may go on: ${error.message}. ${error.hint}`));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    lines.push(
      `open rollouts could not be ended: ${error.message}. If one runs, ctl rollout abort -e ${environment.name} ends it`,
    );
  }
  return { warnings: lines, drivers };
}

/** A rollback of one of several services ends their rollout; a settle does once all candidates are the active colors. */
function isEndedBy(state: RolloutState, environment: Environment, { verb, services }: DoneElsewhere): boolean {
  if (!state.services.some((name) => services.includes(name))) return false;
  const activeOf = (name: string) => environment.services.find((service) => service.name === name)?.active_color;
  return verb === 'rollback' || state.services.every((name) => activeOf(name) === state.candidates[name]);
}

function kindOf(
  state: RolloutState,
  { verb, failed }: DoneElsewhere,
): 'abort' | 'rolled-back-elsewhere' | 'settled-elsewhere' {
  if (verb === 'settle') return 'settled-elsewhere';
  return state.services.some((name) => failed?.has(name)) ? 'abort' : 'rolled-back-elsewhere';
}

function describeEnded(stored: StoredRollout, done: DoneElsewhere): readonly string[] {
  const { id, services, position, environment } = stored.state;
  const names = services.join('+');
  if (position.at !== 'done') {
    if (isDriven(stored)) return [`rollout ${id} of ${names} goes on rolling back, until it is done`];
    return [`no process drives rollout ${id} of ${names}: ctl rollout resume -e ${environment} rolls it back as well`];
  }
  const others = services.filter((name) => !done.services.includes(name));
  return [
    `rollout ${id} of ${names} has ended`,
    ...others.map((name) => `${name} was part of it and stays as it is: ctl rollback ${name} -e ${environment}`),
  ];
}

/** Writes the end of a rollout to the journal, for each of its services, with the last evaluation; nothing for an open one. */
export async function journalEnd(
  context: Context,
  environment: Environment,
  { position, id, evaluations, by, via, services }: RolloutState,
): Promise<void> {
  if (position.at !== 'done') return;
  const last = evaluations.at(-1);
  const journal = await openJournal(context, environment);
  for (const service of services) {
    await journal.append({
      verb: 'rollout',
      service,
      from: null,
      to: null,
      reason: position.reason,
      via: environment.target === 'sandbox' ? 'live' : via,
      result: 'done',
      rollout: {
        id,
        by,
        outcome: position.outcome,
        verdict: last ? `${last.kind}: ${last.reason}` : null,
        ...(last ? { evaluation: last } : {}),
      },
    });
  }
}
