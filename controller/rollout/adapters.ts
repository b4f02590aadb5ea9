// The senses of a rollout, as they are outside of tests: metrics, hooks, notifications and the calendar.
import { releaseOf, weightOf } from '../release';
import type { Look, RolloutState } from '../release';
import { combine, judge } from '../release/judge';
import { frozen } from '../release/gates';
import { buildPayload, selectHooks, runHooks } from '../hooks';
import { openMetrics } from '../metrics';
import { notify, selectTargets } from '../notify';
import type { ReleaseEvent } from '../notify';
import type { Context } from '../core/context';
import { alarmNames } from './alarms';
import type { Ground, News, Senses } from './ports';

/** How long the stable color is watched to tell what a slow invocation is, in milliseconds. */
const BASELINE_MILLISECONDS = 15 * 60_000;

/** The senses of a process. `overrideFreeze`: the user went ahead in a freeze with a reason. */
export const realSenses = (context: Context, overrideFreeze: boolean): Senses => ({
  look: (state, ground) => look(context, state, ground),
  slowMs: async (_state, { environment, services }) => {
    const source = await openMetrics(environment, context);
    const to = context.now();
    const window = { from: new Date(to.getTime() - BASELINE_MILLISECONDS), to };
    const measured = services.map(async (one) => [one.name, await source.stableP95(one, window)] as const);
    return Object.fromEntries(await Promise.all(measured));
  },
  hooks: async (point, state, { environment, services }) => {
    const hooks = selectHooks(services, point);
    if (hooks.length === 0) return { kind: 'agreed' };
    const { position } = state;
    const step = 'step' in position ? position.step : null;
    const reason = 'reason' in position ? position.reason : null;
    const about = { environment: environment.name, point, rollout: state.id, step, reason };
    const releases = Object.fromEntries(services.map((service) => [service.name, releaseOf(service)]));
    return runHooks(context, environment, hooks, buildPayload(context, about, releases));
  },
  tell: async (news, state, { environment, services }) =>
    notify(context, environment, selectTargets(services), eventOf(context, news, state)),
  frozen: (_state, { environment, services }) => {
    if (overrideFreeze) return undefined;
    const freezes = services.map((service) => frozen(service.rollout.freeze, context.now()));
    const closed = freezes.find((freeze) => freeze.kind === 'frozen');
    if (closed?.kind !== 'frozen') return undefined;
    return `${environment.name} is frozen until ${closed.until.toISOString()} (${closed.reason}); resume after it`;
  },
});

async function look(context: Context, state: RolloutState, { environment, services }: Ground): Promise<Look> {
  const source = await openMetrics(environment, context);
  const since = new Date(state.shiftedAt ?? state.since);
  const looks = services.map(async (service) => {
    const now = context.now();
    const slowMs = state.slowMs[service.name] ?? null;
    const [intervals, alarms] = await Promise.all([
      source.intervals(service, { from: since, to: now, slowMs }),
      source.alarms(alarmNames(environment, service)),
    ]);
    const { metrics } = service.rollout;
    const evidence = { service: service.name, metrics, intervals, alarms, slowMs, since, looks: state.looks, now };
    return [service.name, judge(evidence)] as const;
  });
  return combine(Object.fromEntries(await Promise.all(looks)));
}

function eventOf(context: Context, news: News, state: RolloutState): ReleaseEvent {
  const { position, pause, plan } = state;
  const told = {
    schemaVersion: 1 as const,
    environment: state.environment,
    services: state.services,
    weight: weightOf(state),
    reason: pause?.reason ?? ('reason' in position ? position.reason : null),
    rollout: state.id,
    by: state.by,
    time: context.now().toISOString(),
  };
  if (news !== 'approval-needed') return { ...told, kind: news };
  const expires = new Date(Date.parse(state.since) + plan.approval.expiresSeconds * 1000).toISOString();
  return { ...told, kind: news, approval: position.at === 'approval' ? position.id : '', expires };
}
