// The ports of a rollout outside of tests: metrics, hooks, notifications and the calendar.
import { approvalExpiry, candidateShares, takeSnapshot } from '../release';
import type { Evaluation, LiveWeights, RolloutState } from '../release';
import { addDetectable, combineEvaluations, judge, NO_THRESHOLDS, SOURCES, splitAtFirstShift } from '../release/judge';
import { checkFreeze } from '../release/gates';
import { buildPayload, selectHooks, runHooks, runHooksAtOnce } from '../hooks';
import { openMetrics } from '../metrics';
import { notify, selectTargets } from '../notify';
import type { ReleaseEvent } from '../notify';
import type { Service } from '../../environments/schema';
import { otherColor } from '../../routing';
import type { Context } from '../core/context';
import { readServiceAlarms } from './alarms';
import { readLiveWeights } from './live-weights';
import type { RolloutServices, NotificationKind, RolloutPorts } from './ports';

/** From how much time before the first shift the thresholds are measured, in milliseconds. */
const BASELINE_MILLISECONDS = 15 * 60_000;

/** Creates the ports. `overrideFreeze`: the user overrode a freeze, with a reason. */
export const createPorts = (context: Context, overrideFreeze: boolean): RolloutPorts => ({
  evaluate: (state, target) => evaluate(context, state, target),
  measureThresholds: async (_state, { environment, services }) => {
    const source = await openMetrics(environment, context);
    const to = context.now();
    const window = { from: new Date(to.getTime() - BASELINE_MILLISECONDS), to };
    const measured = services.map(async (one) => [one.name, await source.readThresholds(one, window)] as const);
    return Object.fromEntries(await Promise.all(measured));
  },
  runHooks: async (point, state, { environment, services }, signal) => {
    const hooks = selectHooks(services, point);
    if (hooks.length === 0) return { kind: 'agreed' };
    const { position } = state;
    const step = 'step' in position ? position.step : null;
    const reason = 'reason' in position ? position.reason : null;
    const about = { environment: environment.name, point, rollout: state.id, step, reason };
    const snapshots = Object.fromEntries(services.map((service) => [service.name, takeSnapshot(service)]));
    const payload = buildPayload(context, about, snapshots);
    const stoppable = { ...context, signal };
    if (point !== 'on_rollback') return runHooks(stoppable, environment, hooks, payload);
    const failures = await runHooksAtOnce(stoppable, environment, hooks, payload);
    return failures.length > 0 ? { kind: 'failed', reason: failures.join('; ') } : { kind: 'agreed' };
  },
  notify: async (kind, state, { environment, services }) => {
    const targets = selectTargets(services);
    if (targets.length === 0) return [];
    const live = (await readLiveWeights(context, environment)).of(state.services);
    return notify(context, environment, targets, toReleaseEvent(context, kind, state, live));
  },
  checkFreeze: (_state, { environment, services }) => {
    if (overrideFreeze) return undefined;
    const freezes = services.map((service) => checkFreeze(service.rollout.freeze, context.now()));
    const frozen = freezes.find((freeze) => freeze.kind === 'frozen');
    if (!frozen) return undefined;
    return `${environment.name} is frozen until ${frozen.until.toISOString()} (${frozen.reason}); resume it after that`;
  },
});

async function evaluate(
  context: Context,
  state: RolloutState,
  { environment, services }: RolloutServices,
): Promise<Evaluation> {
  const source = await openMetrics(environment, context);
  const [first = state.since, ...later] = state.shifts;
  const shifts = [new Date(first), ...later.map((at) => new Date(at))] as const;
  const from = new Date(shifts[0].getTime() - SOURCES[environment.target].recordMinutes * 60_000);
  const evaluations = services.map(withStableColor(state)).map(async (service) => {
    const now = context.now();
    const thresholds = state.thresholds[service.name] ?? NO_THRESHOLDS;
    const [all, alarms] = await Promise.all([
      source.readIntervals(service, { from, to: now, thresholds }),
      readServiceAlarms(source, environment, service),
    ]);
    const { metrics } = service.rollout;
    const known = { service: service.name, metrics, ...splitAtFirstShift(all, shifts), alarms, thresholds, shifts };
    return [service.name, judge({ ...known, earlier: state.evaluations, now })] as const;
  });
  return addDetectable(combineEvaluations(Object.fromEntries(await Promise.all(evaluations))));
}

/** A service whose active color is the one that was stable when the rollout began: in the middle of a settle the file has the other. */
const withStableColor =
  ({ candidates }: RolloutState) =>
  (service: Service): Service => {
    const candidate = candidates[service.name];
    return candidate ? { ...service, active_color: otherColor(candidate) } : service;
  };

function toReleaseEvent(
  context: Context,
  kind: NotificationKind,
  state: RolloutState,
  live: LiveWeights,
): ReleaseEvent {
  const { position, pause } = state;
  const base = {
    schemaVersion: 1 as const,
    environment: state.environment,
    services: state.services,
    weight: highestShare(state, live),
    reason: pause?.reason ?? ('reason' in position ? position.reason : null),
    rollout: state.id,
    by: state.by,
    time: context.now().toISOString(),
  };
  if (kind !== 'approval-needed') return { ...base, kind };
  const expires = approvalExpiry(state).toISOString();
  return { ...base, kind, approval: position.at === 'approval' ? position.id : '', expires };
}

/** The highest live share of a candidate, in whole percent; null where one is not known. */
function highestShare(state: RolloutState, live: LiveWeights): number | null {
  const shares = candidateShares(state, live);
  return shares.every((share) => share !== null) ? Math.max(...shares) : null;
}
