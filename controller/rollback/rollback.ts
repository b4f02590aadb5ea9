// ctl rollback: writes the file, changes the live rules, reads them back, and reports; only then it stops the running change.
import type { Environment } from '../../environments/schema';
import { desiredRouting, diffRules, placeOnLive } from '../../routing';
import { openLiveRules } from '../aws/live-rules';
import type { LiveRules } from '../aws/live-rules';
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import { readCache } from '../workspace/cache';
import type { CachedRule } from '../workspace/cache';
import type { Holder, Lock } from '../lock';
import type { EnvironmentFile } from '../workspace/open-environment';
import { ELBV2_RATE, tokenBucket } from '../core/rate-limit';
import type { WaitForToken } from '../core/rate-limit';
import { refuseAny } from '../change/refusals';
import { bringVersions } from './bring-versions';
import { findAbsentProblem, selectPresent } from './absent';
import { findCause, checkAccount } from './account-check';
import { endOthers, leaveToOthers } from './end-rollouts';
import { decideRollback, writeRollback } from './write-file';
import type { Decide } from './newest-state';
import type { FileResult } from './write-file';
import { findEnvironmentOrCached, readForRollback } from './load-environment';
import { stopLockHolder } from './stop-lock-holder';
import { journalRollback } from './journal';
import { NOTHING_MOVED, moveTraffic } from './move-traffic';
import type { TrafficResult } from './move-traffic';
import { readNewestStates } from './newest-state';
import type { NewestStates } from './newest-state';
import { isHeld, takeLock, takeShared } from './lock';
import { explainFileOnly, resultOf, findProblem } from './result';
import type { RollbackProblem } from './result';

/** What to roll back, and to what. */
export interface RollbackRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  /** Several services by name, which then replace `service` and `all`. */
  readonly services?: readonly string[];
  readonly all: boolean;
  readonly dryRun: boolean;
  /** Decides the new state of a service: the pure verb of a rollback, or one that restores a revision. */
  readonly decide: Decide;
  readonly reason: string | undefined;
  /** The rollout that rolls back; undefined for a rollback by hand, which ends every open rollout of the services. */
  readonly rollout?: string;
  /** Refuses what was decided, before anything is locked or changed; returns what was overridden, by service. */
  readonly pass?: (filed: FileResult) => Promise<ReadonlyMap<string, string>>;
  /** Called after traffic was read back, before the slow steps. */
  readonly onMoved: (result: ChangeResult, moved: TrafficResult) => void;
}

/** What a rollback did. `problem` is reported with the result; `failed` are the services that are not rolled back. */
export interface RolledBack {
  readonly result: ChangeResult;
  readonly before: Environment;
  readonly after: Environment;
  readonly problem: RollbackProblem | undefined;
  readonly failed: ReadonlySet<string>;
}

interface Rollback {
  readonly context: Context;
  readonly file: EnvironmentFile;
  readonly services: readonly string[];
  readonly request: RollbackRequest;
  readonly rules: LiveRules;
  readonly turn: WaitForToken;
  readonly newest: NewestStates;
  /** Gates that were overridden, by service. */
  readonly overrode: ReadonlyMap<string, string>;
}

/**
 * Rolls services back. Traffic comes before everything else: before the state of the file, the lock, and the holder of the lock.
 * @throws {UserError} when the live rules cannot be read at all, or the account is the wrong one.
 */
export async function rollBack(context: Context, request: RollbackRequest): Promise<RolledBack> {
  const file = await findEnvironmentOrCached(context, request.environment);
  const { environment } = await readForRollback(context, file);
  const chosen = await selectPresent(context, environment, request);
  refuseAny(chosen.map((service) => request.decide(service, environment, undefined)));
  const services = chosen.map((service) => service.name);
  const known = readCache(context.root, file.name)?.arns ?? null;
  const rules = await openLiveRules(environment, context, known);
  const turn = tokenBucket(ELBV2_RATE, context.sleep);
  const overrode = request.pass
    ? await request.pass(
        await decideRollback(
          context,
          file,
          services,
          await readNewestStates(context, environment, chosen),
          request.decide,
        ),
      )
    : new Map<string, string>();
  const base = { context, file, services, request, rules, turn, overrode };
  if (request.dryRun) {
    return previewRollback({ ...base, newest: await readNewestStates(context, environment, chosen) });
  }
  if (environment.account !== undefined && !known) await rules.read();
  checkAccount(environment, rules.listener());
  const lock = await takeLock(context, file.name);
  context.boundary('locked');
  try {
    const newest = await readNewestStates(context, environment, chosen);
    return await carryOut({ ...base, newest }, lock);
  } catch (error) {
    throw await findCause(context, environment, error);
  } finally {
    await lock?.release();
  }
}

async function carryOut(rollback: Rollback, lock: Lock | undefined): Promise<RolledBack> {
  const { context, file, request, newest } = rollback;
  const filed = await writeRollback(context, file, rollback.services, newest, request.decide);
  let moved: TrafficResult;
  try {
    moved = await move(rollback, filed, readCache(context.root, file.name)?.arns?.rules ?? []);
  } catch (error) {
    await journalRollback(context, filed.before, resultOf(filed, NOTHING_MOVED, false), error, {
      ...request,
      overrode: rollback.overrode,
      unjournaled: newest.unjournaled,
      failed: new Set(rollback.services),
    });
    await leaveToOthers(context, filed.after, rollback.services, error, request);
    throw explainFileOnly(filed, error);
  }
  context.boundary('verified');
  request.onMoved(resultOf(filed, moved, false), moved);
  const latest: Latest = { filed, moved, newest };
  const elsewhere = lock && (await takeShared(context, filed.after, lock));
  const holders = [lock?.previous, elsewhere];
  const correct = (): Promise<void> => correctAgain(rollback, latest, holders);
  const ended = await endOthers(context, filed.after, rollback.services, new Set(moved.failures.keys()), request);
  const warnings = [...ended.warnings];
  for (const holder of holders) {
    warnings.push(...(await stopLockHolder(context, filed.after, { holder, drivers: ended.drivers, correct })));
  }
  if (lock && !(await isHeld(lock))) await correct();
  const brought = await bringVersions(context, latest.filed.after, latest.newest);
  latest.filed = { ...latest.filed, after: brought.environment };
  warnings.push(...brought.warnings);
  const all = { ...latest.moved, warnings: [...latest.moved.warnings, ...warnings] };
  const result = resultOf(latest.filed, all, false);
  const problem = findProblem(latest.filed, all);
  const failed = new Set(all.failures.keys());
  await journalRollback(context, latest.filed.after, result, problem, {
    ...request,
    overrode: rollback.overrode,
    unjournaled: latest.newest.unjournaled,
    failed,
  });
  context.boundary('journaled');
  const absent = request.all ? await findAbsentProblem(context, latest.filed.after) : undefined;
  const whole = problem && absent ? { ...result, warnings: [...result.warnings, absent.message] } : result;
  return { result: whole, before: latest.filed.before, after: latest.filed.after, problem: problem ?? absent, failed };
}

/** The state of file and rules, and of the journal where it was read again, replaced by every correction. */
interface Latest {
  filed: FileResult;
  moved: TrafficResult;
  newest: NewestStates;
}

/** Reads file and rules again and corrects what another change has written in between. */
async function correctAgain(
  rollback: Rollback,
  latest: Latest,
  holders: readonly (Holder | undefined)[],
): Promise<void> {
  const { context, file, services, request } = rollback;
  const newest = holders.some((holder) => holder?.verb === 'stage') ? await readAgain(rollback) : latest.newest;
  const filed = await writeRollback(context, file, services, newest, request.decide);
  const moved = await move(rollback, filed, []);
  if (filed.written || moved.changes.length > 0) {
    context.io.err('Another change wrote in between; that was corrected and read back');
  }
  const { before, written, decisions } = latest.filed;
  latest.filed = { ...filed, before, written: written || filed.written, decisions };
  latest.moved = { ...moved, changes: [...latest.moved.changes, ...moved.changes] };
  latest.newest = newest;
}

/** Reads the journal again: a stage that was stopped may have settled a release, and replaced what this rollback would return to. */
async function readAgain({ context, file, services }: Rollback): Promise<NewestStates> {
  const { environment } = await readForRollback(context, file);
  const chosen = environment.services.filter(({ name }) => services.includes(name));
  return readNewestStates(context, environment, chosen);
}

const move = (
  { context, rules, turn, services: names }: Rollback,
  filed: FileResult,
  known: readonly CachedRule[],
): Promise<TrafficResult> => {
  const services = filed.after.services.filter((service) => names.includes(service.name));
  return moveTraffic({ context, rules, turn, services, before: filed.before, known });
};

async function previewRollback({ context, file, services, newest, request, rules }: Rollback): Promise<RolledBack> {
  const filed = await decideRollback(context, file, services, newest, request.decide);
  const chosen = filed.after.services.filter((service) => services.includes(service.name));
  const observed = await rules.read();
  const { changes } = diffRules(placeOnLive(desiredRouting(chosen), observed), observed);
  const moved = { ...NOTHING_MOVED, changes: changes.filter((change) => change.kind === 'modify') };
  const result = resultOf(filed, moved, true);
  request.onMoved(result, moved);
  return { result, before: filed.before, after: filed.after, problem: undefined, failed: new Set() };
}
