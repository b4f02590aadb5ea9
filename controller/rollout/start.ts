// The beginning of a rollout: which services, by which plan, and whether it may begin.
import { randomBytes } from 'node:crypto';
import type { Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { applyGates } from '../change/release-gates';
import { acquireLock, thisProcess } from '../lock';
import type { Holder } from '../lock';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { preflight } from '../change/preflight';
import { refuseAny } from '../change/refusals';
import { begin, candidateWeight, planOf, promote } from '../release';
import type { Event, PlanFlags, RolloutPlan, RolloutState } from '../release';
import { candidateColor } from '../../routing';
import { currentUser } from '../core/user';
import { refuseMissingAlarms } from './alarms';
import { configurationOf, standing } from './preconditions';
import type { Ground } from './ports';
import { openRollouts } from './store';
import type { Kept, Rollouts } from './store';

/** What to roll out, and how. */
export interface Wanted {
  readonly environment: string | undefined;
  readonly services: readonly string[];
  readonly all: boolean;
  readonly via: 'live' | 'terraform';
  readonly flags: PlanFlags;
  /** A plan that was made before, which then replaces what file and flags say. */
  readonly plan?: RolloutPlan;
  readonly overrideFreeze: boolean;
  /** Why, for the journal. */
  readonly reason: string | undefined;
}

/** A rollout that this process is to carry on. */
export interface Begun {
  readonly file: EnvironmentFile;
  readonly rollouts: Rollouts;
  readonly state: RolloutState;
  readonly mine: Holder;
  readonly ground: Ground;
}

/**
 * Begins a rollout, under the environment's lock so that no two begin with one service. Traffic does not move yet.
 * @throws {UserError} exit 3 when it may not begin, with why and what to type; exit 2 for an alarm that does not exist.
 */
export async function beginRollout(context: Context, wanted: Wanted): Promise<Begun> {
  const file = await findEnvironment(context, wanted.environment);
  const lock = acquireLock(context, file.name, 'rollout start', false);
  try {
    const { environment } = await openEnvironment(context, file);
    const services = chosen(selectServices(environment, selectionOf(wanted)));
    await preflight(context, environment);
    await lock.share(environment);
    const options = { overrideFreeze: wanted.overrideFreeze };
    refuseAny(services.map((service) => applyGates(context, environment, promote(service), options)));
    const rollouts = await openRollouts(context, environment);
    refuseRunning(
      await rollouts.read(),
      services.map(({ name }) => name),
    );
    const plan = wanted.plan ?? planFor(services, wanted.flags);
    await refuseMissingAlarms(context, environment, services);
    const mine = thisProcess(context, 'rollout');
    const now = context.now();
    const state = begin(
      {
        id: idAt(now),
        environment: file.name,
        services: services.map(({ name }) => name),
        candidates: Object.fromEntries(services.map((service) => [service.name, candidateColor(service)])),
        configuration: configurationOf(services),
        plan,
        by: currentUser(context),
        via: wanted.via,
        reason: wanted.reason ?? null,
      },
      now,
    );
    const ground = { environment, services };
    refuseDrift(environment.name, await standing(context, state, ground));
    await rollouts.update((kept) => [...kept, { state, driver: mine }]);
    return { file, rollouts, state, mine, ground };
  } finally {
    await lock.release();
  }
}

function planFor(services: readonly Service[], flags: PlanFlags): RolloutPlan {
  const planned = planOf(services, flags);
  if (planned.kind === 'plan') return planned.plan;
  throw new UserError('ROLLOUT_NOT_POSSIBLE', planned.reason, planned.hint);
}

const selectionOf = ({ services, all }: Wanted) => ({ service: services[0], services, all });

/** Each service once, and each where a rollout can begin: its candidate gets no ordinary traffic. */
function chosen(services: readonly Service[]): readonly Service[] {
  const once = [...new Set(services)];
  const busy = once.filter((service) => candidateWeight(service) > 0);
  const [first] = busy;
  if (!first) return once;
  throw new UserError(
    'ROLLOUT_NOT_POSSIBLE',
    busy.map((one) => `${one.name}: ${candidateColor(one)} has ${candidateWeight(one)} % already`).join('\n'),
    `A rollout begins at 0 %: ctl rollback ${first.name}, or ctl promote and ctl settle ${first.name} by hand`,
  );
}

function refuseDrift(environment: string, event: Event | undefined): void {
  if (event?.kind !== 'pause') return;
  const hint = `ctl drift -e ${environment} shows both, ctl deploy makes live what the file says, ctl adopt keeps what is live`;
  throw new UserError('DRIFT', event.reason, hint);
}

/** @throws {UserError} exit 3 where a rollout of one of the services has not ended. */
export function refuseRunning(kept: readonly Kept[], services: readonly string[]): void {
  const running = kept.find(
    ({ state }) => state.position.at !== 'done' && services.some((name) => state.services.includes(name)),
  );
  if (!running) return;
  const { id, environment, services: names, pause } = running.state;
  throw new UserError(
    'ROLLOUT_UNFINISHED',
    `Rollout ${id} of ${names.join(', ')} is ${pause ? 'paused' : 'under way'}, begun by ${running.state.by}`,
    `ctl rollout resume ${names[0] ?? ''} -e ${environment} carries it on, ctl rollout abort goes back`,
  );
}

/** Such as `20261124-215326-3fa9`: sorts by time, and names no service, since several may move together. */
const idAt = (now: Date): string =>
  `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;
