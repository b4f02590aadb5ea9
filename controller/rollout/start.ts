// Starts a rollout: selects its services, makes its plan, and checks whether it may begin.
import { randomBytes } from 'node:crypto';
import { findUnjudged, unjudgedHint } from '../../environments/judged-steps';
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { applyGates } from '../change/release-gates';
import { openRolloutStore } from '../rollout-store';
import type { RolloutStore } from '../rollout-store';
import { acquireLock, thisProcess } from '../lock';
import type { Holder, Lock } from '../lock';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { preflight } from '../change/preflight';
import { compareWithJournal, refuseStale } from '../store/checkout';
import { refuseAny } from '../change/refusals';
import { advance, createRolloutState, candidateWeight, makePlan, noteStableCode, promote } from '../release';
import type { RolloutEvent, PlanFlags, RolloutPlan, RolloutState } from '../release';
import { candidateColor } from '../../routing';
import { currentUser } from '../core/user';
import { refuseAlarms } from './alarms';
import { refuseUnusableMetrics } from './custom-metrics';
import { hashConfiguration, checkPreconditions } from './preconditions';
import type { RolloutServices } from './ports';
import { refuseUnfinished } from './unfinished';

/** What to roll out, and how. */
export interface StartRequest {
  readonly environment: string | undefined;
  readonly services: readonly string[];
  readonly all: boolean;
  readonly via: 'live' | 'terraform';
  readonly flags: PlanFlags;
  /** The plan of an earlier rollout, which replaces file and flags. */
  readonly plan?: RolloutPlan;
  readonly overrideFreeze: boolean;
  /** The reason, for the journal. */
  readonly reason: string | undefined;
}

/** A started rollout, for this process to drive. */
export interface StartedRollout {
  readonly file: EnvironmentFile;
  readonly store: RolloutStore;
  readonly state: RolloutState;
  readonly holder: Holder;
  readonly target: RolloutServices;
}

/**
 * Starts a rollout, under the environment's lock so that no two start with the same service. Traffic does not move yet.
 * @throws {UserError} when it may not start; ALARM_NOT_FOUND and ALARM_ON for an alarm that does not exist, or is on;
 * METRIC_UNUSABLE for one that no evaluation could use.
 */
export async function startRollout(context: Context, request: StartRequest): Promise<StartedRollout> {
  const file = await findEnvironment(context, request.environment);
  const lock = await acquireLock(context, file.name, 'rollout start', false);
  try {
    const { environment } = await openEnvironment(context, file);
    const services = [...new Set(selectServices(environment, selectionOf(request)))];
    await preflight(context, environment);
    await lock.share(environment);
    const store = await openRolloutStore(context, environment);
    // First of all: what the rest would refuse is what the open one has done.
    refuseUnfinished(
      await store.readOpen(),
      services.map(({ name }) => name),
    );
    const options = { overrideFreeze: request.overrideFreeze };
    refuseStale(file.name, await compareWithJournal(context, environment, services), 'unproven');
    refuseBusy(services);
    refuseAny(
      await Promise.all(services.map((service) => applyGates(context, environment, promote(service), options))),
    );
    const plan = request.plan ?? makeSharedPlan(environment, services, request.flags);
    for (const { message } of findUnjudged(plan, environment.target)) context.io.err(`warning: ${message}`);
    await refuseAlarms(context, environment, services);
    await refuseUnusableMetrics(context, environment, services);
    const holder = thisProcess(context, 'rollout');
    const now = context.now();
    const state = createRolloutState(
      {
        id: makeId(now),
        environment: file.name,
        services: services.map(({ name }) => name),
        candidates: Object.fromEntries(services.map((service) => [service.name, candidateColor(service)])),
        stableCode: noteStableCode(services),
        configuration: hashConfiguration(services),
        plan,
        by: currentUser(context),
        via: request.via,
        reason: request.reason ?? null,
      },
      now,
    );
    const target = { environment, services };
    refuseDrift(environment.name, await checkPreconditions(context, state, target));
    context.boundary('rollout checked');
    await store.create({ state, driver: holder });
    await endIfTakenOver(context, lock, store, state);
    return { file, store, state, holder, target };
  } finally {
    await lock.release();
  }
}

/**
 * The plan that services share.
 * @throws {UserError} ROLLOUT_NOT_POSSIBLE where they cannot share one, and for steps that no evaluation could judge.
 */
export function makeSharedPlan(
  { target }: Pick<Environment, 'target'>,
  services: readonly Service[],
  flags: PlanFlags,
): RolloutPlan {
  const planned = makePlan(services, flags);
  if (planned.kind === 'refused') throw new UserError('ROLLOUT_NOT_POSSIBLE', planned.reason, planned.hint);
  const unjudged = findUnjudged(planned.plan, target).map(({ message }) => message);
  if (unjudged.length > 0 && services.some(({ rollout }) => rollout.metrics.errors.no_data !== 'pass')) {
    throw new UserError('ROLLOUT_NOT_POSSIBLE', unjudged.join('\n'), unjudgedHint(target));
  }
  return planned.plan;
}

const selectionOf = ({ services, all }: StartRequest) => ({ service: services[0], services, all });

/** @throws {UserError} ROLLOUT_NOT_POSSIBLE when a candidate has ordinary traffic already. */
function refuseBusy(services: readonly Service[]): void {
  const busy = services.filter((service) => candidateWeight(service) > 0);
  const [first] = busy;
  if (!first) return;
  throw new UserError(
    'ROLLOUT_NOT_POSSIBLE',
    busy.map((one) => `${one.name}: ${candidateColor(one)} has ${candidateWeight(one)} % already`).join('\n'),
    `A rollout begins at 0 %: ctl rollback ${first.name}, or ctl promote and ctl settle ${first.name} by hand`,
  );
}

function refuseDrift(environment: string, event: RolloutEvent | undefined): void {
  if (event?.kind !== 'pause') return;
  const hint = `ctl drift -e ${environment} shows both; ctl deploy applies the file, ctl adopt takes over what is live`;
  throw new UserError('DRIFT', event.reason, hint);
}

/**
 * Ends a stored rollout when a rollback took the lock meanwhile, which may have looked for rollouts before this one was stored.
 * @throws {UserError} LOCK_LOST, naming the new owner; another code when the lock cannot be read.
 */
async function endIfTakenOver(context: Context, lock: Lock, store: RolloutStore, state: RolloutState): Promise<void> {
  try {
    await lock.assertHeld();
  } catch (error) {
    const end = { kind: 'rolled-back-elsewhere', reason: 'another command took the lock before it began' } as const;
    const now = context.now();
    await store.update(state.id, (one) => ({ driver: null, state: advance(one.state, end, now) }));
    throw error;
  }
}

/** An id such as `20261124-215326-3fa9`: sorts by time; without a service's name, since several may move together. */
const makeId = (now: Date): string =>
  `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;
