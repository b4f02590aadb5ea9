// The state of every service of an environment: what the file asks for, and what is live.
import { COLORS, desiredRouting, desiredRules, targetGroupName } from '../../routing';
import type { Color, ObservedRule, Weights } from '../../routing';
import { unreleasedFindings } from '../../environments';
import type { Environment, Service } from '../../environments';
import type { Context } from '../core/context';
import { describeDrift, describeKeptParts, findDrift, findKept } from '../drift/detect';
import { liveWeightsOf } from '../drift/live-weights';
import { UserError } from '../core/errors';
import type { CheckoutState } from '../release/checkout';
import { compareWithJournal } from '../store/checkout';
import type { ComparedService } from '../store/checkout';
import type { Revision } from '../store/journal';
import { describeHolder } from '../lock';
import type { Life } from '../lock';
import { readLocks } from './check-locks';
import { readLive } from './live';
import { assessByFunctions, assessRollback, describeUnstaged, withRules } from '../readiness/rollback-readiness';
import type { RollbackReadiness, Running } from '../readiness/rollback-readiness';
import { readPendingChange } from '../workspace/pending-changes';
import { findEnvironment, selectServices } from '../workspace/open-environment';
import { takeSnapshot } from '../release';
import type { Snapshot } from '../release';
import { readForRollback } from '../rollback/load-environment';

/** One service. What could not be read is null. Weights are whole percent. */
export interface ServiceStatus extends Snapshot {
  readonly service: string;
  readonly live: Weights | null;
  readonly drift: readonly string[];
  readonly versions: { readonly blue: string | null; readonly green: string | null };
  /** The version that each color was staged with, such as v12-3f9c2a; null for one without. */
  readonly staged: { readonly blue: string | null; readonly green: string | null };
  /** Colors that run something else than was staged, one line each. */
  readonly unstaged: readonly string[];
  /** Settings of the file that no version has yet. */
  readonly unreleased: readonly string[];
  readonly last: Revision | null;
  /** Whether the file is the newest revision; null when the journal cannot be read. */
  readonly checkout: CheckoutState['kind'] | null;
  /** Whether a rollback would work now; null when it is unknown. */
  readonly rollback: RollbackReadiness | null;
}

/** The lock: its holder, and whether its process runs as far as this machine can see. */
export interface LockStatus {
  readonly holder: string;
  readonly life: Life;
  /** The services that it left unfinished. */
  readonly unfinished: readonly string[];
  /** Those of them whose traffic was to move. */
  readonly unfinishedTraffic: readonly string[];
}

/** An environment. `unreachable`: why the live rules could not be read. */
export interface Status {
  readonly environment: string;
  readonly target: Environment['target'];
  readonly unreachable: string | null;
  /** The holder of the lock, for people, unless its process has ended. */
  readonly lockedBy: string | null;
  readonly lock: LockStatus | null;
  /** Why a lock cannot be read; null when every lock can. */
  readonly lockUnreadable: string | null;
  /** Why the journal cannot be read; null when it can. */
  readonly journalUnreadable: string | null;
  readonly services: readonly ServiceStatus[];
}

/** Reads the status. For an environment that cannot be reached it still has the data of the file and the journal. */
export async function readStatus(
  context: Context,
  named: string | undefined,
  service: string | undefined,
): Promise<Status> {
  const file = await findEnvironment(context, named);
  const { environment, broken, versionsBroken } = await readForRollback(context, file);
  const problem = broken ?? versionsBroken;
  if (problem) throw problem;
  const services = selectServices(environment, { service, all: service === undefined });
  const [live, functions, locks, assessed] = await Promise.all([
    readLive(context, environment),
    Promise.all(services.map((one) => readRunning(context, environment, one))),
    readLocks(context, environment),
    service === undefined ? [] : Promise.all(services.map((one) => assessRollback(context, environment, one))),
  ]);
  const journal = await readJournalState(context, environment, services);
  const held = locks.flatMap(({ found }) => found ?? []);
  const lock = held.find(({ life }) => life !== 'gone') ?? held[0];
  const unreadable = locks.find((one) => one.unreadable)?.unreadable;
  return {
    environment: environment.name,
    target: environment.target,
    unreachable: live.unreachable,
    lockedBy: lock && lock.life !== 'gone' ? describeHolder(lock.holder) : null,
    lock: lock
      ? { holder: describeHolder(lock.holder), life: lock.life, ...findUnfinished(context, environment) }
      : null,
    lockUnreadable: unreadable ? `${unreadable.message} (${unreadable.hint})` : null,
    journalUnreadable: journal.unreadable,
    services: services.map((one, index) => ({
      service: one.name,
      ...takeSnapshot(one),
      live: live.rules ? liveWeightsOf(one, live.rules) : null,
      drift: live.rules ? describeDifferences(one, live.rules) : [],
      versions: { blue: functions[index]?.blue?.version ?? null, green: functions[index]?.green?.version ?? null },
      staged: { blue: one.versions?.blue?.id ?? null, green: one.versions?.green?.id ?? null },
      unstaged: COLORS.flatMap((color) => {
        const text = describeUnstaged(one, color, functions[index]?.[color]);
        return text === undefined ? [] : [`${color}: ${text}`];
      }),
      unreleased: unreleasedFindings(one).map(({ message, hint }) => `${message}; ${hint}`),
      last: journal.compared[index]?.revisions[0] ?? null,
      checkout: journal.compared[index]?.state.kind ?? null,
      rollback: withRules(assessed[index] ?? assessByFunctions(one, functions[index]), one, live.rules),
    })),
  };
}

/** The services with a change that was begun on this checkout and is not read back as desired. */
function findUnfinished(
  context: Context,
  environment: Environment,
): Pick<LockStatus, 'unfinished' | 'unfinishedTraffic'> {
  const found = environment.services.flatMap(({ name }) => {
    const pending = readPendingChange(context.root, environment.name, name);
    if (!pending) return [];
    const rules = [...pending.before, ...pending.after].map((one) => JSON.stringify(desiredRules(one)));
    return [{ name, movesTraffic: new Set(rules).size > 1 }];
  });
  return {
    unfinished: found.map(({ name }) => name),
    unfinishedTraffic: found.filter(({ movesTraffic }) => movesTraffic).map(({ name }) => name),
  };
}

/** The revisions of each service, as far as the journal can be read. */
async function readJournalState(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<{ readonly compared: readonly ComparedService[]; readonly unreadable: string | null }> {
  try {
    return { compared: await compareWithJournal(context, environment, services), unreadable: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { compared: [], unreadable: `${error.message} (${error.hint})` };
  }
}

/** The rules that differ from the file, and what others have put on rules, one line each. */
function describeDifferences(service: Service, rules: readonly ObservedRule[]): string[] {
  const desired = desiredRouting([service]);
  return [...findDrift(desired, rules).map(describeDrift), ...findKept(desired, rules).map(describeKeptParts)];
}

/** Reads the deployed functions; undefined when AWS does not answer, which the unreadable rules report already. */
async function readRunning(context: Context, environment: Environment, service: Service): Promise<Running | undefined> {
  const { createFunctions } = await import('../aws/deployed-functions');
  const functions = createFunctions(environment, context);
  const deployed = (color: Color) => functions.deployed(targetGroupName(service.family, color));
  try {
    const [blue, green] = await Promise.all([deployed('blue'), deployed('green')]);
    return { blue, green };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
