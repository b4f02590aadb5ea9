// An environment for the overview: as `ctl status` reads it, and what can be said of it where that fails.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { describeError } from '../core/describe-error';
import { liveWeightsOf } from '../drift/live-weights';
import { readLive } from '../inspect/live';
import { readStatus } from '../inspect/status';
import type { ServiceStatus, Status } from '../inspect/status';
import { takeSnapshot } from '../release';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';
import { listRollouts } from '../rollout/status';
import type { ListedRollout } from '../rollout/status';
import { listActions } from './actions';
import { summarizeRollout } from './describe-rollout';
import type { EnvironmentView, Problem, ServiceCard } from './wire';

/** Reads an environment. Whatever fails is one of its problems. */
export async function readEnvironment(context: Context, name: string, readOnly: boolean): Promise<EnvironmentView> {
  const problems: Problem[] = [];
  const attempt = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      const { code, message, hint } = describeError(error, context.root);
      if (!problems.some((one) => one.message === message)) problems.push({ code, message, hint });
      return undefined;
    }
  };
  const status = await attempt(() => readStatus(context, name, undefined));
  const environment = await attempt(async () => {
    const loaded = await readForRollback(context, await findEnvironmentOrCached(context, name));
    return loaded.environment;
  });
  const rollouts = environment && (await attempt(() => listRollouts(context, { environment: name })));
  if (status) problems.push(...problemsOf(status));
  for (const warning of rollouts?.warnings ?? []) problems.push({ code: 'ROLLOUTS', message: warning, hint: '' });
  const cards =
    environment && (await attempt(() => makeCards(context, environment, status, rollouts?.rollouts ?? [], readOnly)));
  return {
    name,
    target: environment?.target ?? null,
    region: environment?.target === 'aws' ? environment.region : null,
    lockedBy: status?.lockedBy ?? null,
    problems,
    services: cards ?? [],
  };
}

function problemsOf({ environment, unreachable, lock, lockUnreadable, journalUnreadable }: Status): Problem[] {
  const of = (code: string, text: string | null): Problem[] =>
    text === null ? [] : [{ code, message: text, hint: '' }];
  const left = lock?.life === 'gone' ? `The process of ${lock.holder} has ended without releasing the lock` : null;
  return [
    ...of(
      'UNREACHABLE',
      unreachable && `The live rules cannot be read, so that what is live is not known: ${unreachable}`,
    ),
    ...of('LOCK', left),
    ...of('LOCK', lockUnreadable && `The lock of ${environment} cannot be read: ${lockUnreadable}`),
    ...of('JOURNAL', journalUnreadable && `The journal cannot be read: ${journalUnreadable}`),
  ];
}

/** One card for each service. Without a status, such as of a file that cannot be used, what is live is still read. */
async function makeCards(
  context: Context,
  environment: Environment,
  status: Status | undefined,
  rollouts: readonly ListedRollout[],
  readOnly: boolean,
): Promise<ServiceCard[]> {
  const live = status ? undefined : await readLive(context, environment);
  return environment.services.map((service) => {
    const found = status?.services.find((one) => one.service === service.name);
    const open = rollouts.find(({ state }) => state.position.at !== 'done' && state.services.includes(service.name));
    const situation = { service, open: open ? { state: open.state, driven: open.driver !== null } : null };
    const { phase, active, candidate, weights, canary, canaryIps } = takeSnapshot(service);
    return {
      ...{ service: service.name, phase, active, candidate, asked: weights, canary, canaryIps },
      ...(found
        ? cardOf(found, status)
        : { ...UNKNOWN, live: live?.rules ? liveWeightsOf(service, live.rules) : null }),
      rollout: open ? summarizeRollout(open) : null,
      actions: listActions({ ...situation, readOnly, now: context.now() }),
    };
  });
}

type Read = Pick<
  ServiceCard,
  'live' | 'versions' | 'state' | 'drift' | 'unreleased' | 'checkout' | 'rollback' | 'last'
>;

const UNKNOWN: Omit<Read, 'live'> = {
  ...{ versions: { blue: null, green: null }, state: 'unknown', drift: [], unreleased: [] },
  ...{ checkout: null, rollback: null, last: null },
};

function cardOf(found: ServiceStatus, status: Status | undefined): Read {
  const { live, versions, staged, drift, unstaged, unreleased, checkout, rollback, last } = found;
  return {
    live,
    versions: { blue: staged.blue ?? versions.blue, green: staged.green ?? versions.green },
    state: stateOf(found, status?.unreachable ?? null),
    drift: [...drift, ...unstaged],
    unreleased,
    checkout,
    rollback: rollback && { ready: rollback.ready, faults: rollback.faults },
    last: last && {
      ...{ revision: last.revision, at: last.time, who: last.who, verb: last.verb, reason: last.reason },
    },
  };
}

function stateOf({ live, drift, unstaged, versions }: ServiceStatus, unreachable: string | null): ServiceCard['state'] {
  if (unreachable !== null) return 'unknown';
  if (drift.length > 0 && live === null && versions.blue === null && versions.green === null) return 'not deployed';
  return drift.length > 0 || unstaged.length > 0 ? 'drift' : 'in sync';
}
