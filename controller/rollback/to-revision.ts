// Decides the rollback of a service to a revision of the journal.
import type { Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openJournal, readJournal } from '../store/journal';
import type { Revision } from '../store/journal';
import { rollBackToRevision } from '../release/rollback-to-revision';
import type { PastRevision } from '../release/rollback-to-revision';
import { refuse } from '../release/decision';
import { refuseAny } from '../change/refusals';
import { findEnvironmentOrCached, readForRollback } from './load-environment';
import type { Decide } from './newest-state';
import type { FileResult } from './write-file';

/**
 * Passes a decided rollback to a revision through what stops any candidate from getting traffic: freezes, what the environment
 * requires, and whether the color is ready. Returns what was overridden, by service.
 * @throws {UserError} FROZEN, REQUIREMENT_NOT_MET or NOT_READY.
 */
export async function passGates(
  context: Context,
  { before, after, decisions }: Pick<FileResult, 'before' | 'after' | 'decisions'>,
  overrideFreeze: boolean,
): Promise<ReadonlyMap<string, string>> {
  const { applyGates } = await import('../change/release-gates');
  const { makeCandidatesReady } = await import('../change/appliers/when-ready');
  const passed = await Promise.all(
    decisions.map((decision) => applyGates(context, before, decision, { overrideFreeze })),
  );
  refuseAny(passed);
  const services = passed.map((decision) => decision.before.name);
  await makeCandidatesReady({ context, before, after, services });
  return new Map(
    passed.flatMap((one) =>
      one.kind === 'change' && one.overrode !== undefined ? [[one.before.name, one.overrode]] : [],
    ),
  );
}

/**
 * Returns the decision that restores a revision, the number of a journal entry from 1.
 * @throws {UserError} exit 2 when there is no such revision.
 */
export async function toRevision(context: Context, named: string | undefined, text: string): Promise<Decide> {
  const file = await findEnvironmentOrCached(context, named);
  const { environment } = await readForRollback(context, file);
  const journal = await readJournal(await openJournal(context, environment));
  const revision = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (revision < 1 || revision > journal.length) {
    throw new UserError(
      'REVISION_NOT_FOUND',
      `The journal of ${file.name} has no revision ${JSON.stringify(text)}; its revisions are 1 to ${journal.length}`,
      'Name one of them, such as --to 1',
    );
  }
  return (service) => {
    const past = pastOf(journal, service, revision);
    if (past) return rollBackToRevision(service, past);
    const reason = `the journal does not say how ${service.name} was in revision ${revision}`;
    return refuse(
      service,
      'SNAPSHOT_UNKNOWN',
      reason,
      `ctl rollback ${service.name} sends everyone to ${service.active_color}`,
    );
  };
}

/** A service after its last change up to a revision, or before its first change after that. */
function pastOf(journal: readonly Revision[], service: Service, revision: number): PastRevision | undefined {
  const own = journal.filter((entry) => entry.service === service.name && entry.result === 'done');
  const before = own.findLast((entry) => entry.revision <= revision);
  const after = own.filter((entry) => entry.revision > revision);
  const snapshot = before ? before.to : (after[0]?.from ?? null);
  if (!snapshot) return undefined;
  const staged = after.filter((entry) => entry.verb === 'stage').flatMap((entry) => entry.to?.candidate ?? []);
  return { revision, snapshot, stagedSince: staged };
}
