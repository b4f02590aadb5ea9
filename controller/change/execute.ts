// Carries out a prepared change: writes the file, applies, verifies, and writes the journal.
import { writeEnvironment } from '../../environments';
import type { Environment } from '../../environments';
import type { ChangeRequest, ChangeResult } from './types';
import type { Context } from '../core/context';
import type { EditedEnvironment } from '../workspace/apply-edits';
import { observeEffects } from '../propagation/observe';
import type { Effect } from '../propagation/observe';
import { fileChangedError } from './file-changed';
import { describeNotBegun, describePartialFailure, mismatchError } from './partial-failure';
import { UserError, messageOf } from '../core/errors';
import type { Snapshot } from '../release';
import { stopIfInterrupted } from '../core/interrupt';
import { throwIfTakenOver } from '../lock';
import type { MadeVersion } from '../versions/save';
import { openJournal } from '../store/journal';
import type { NewEntry } from '../store/journal';
import { cacheEnvironment } from '../workspace/cache';
import { clearPendingChanges, notePendingChange } from '../workspace/pending-changes';
import type { PreparedChange } from './appliers/applier';

/** A promoted release that a change settles before it does anything else. */
export interface Settled {
  readonly service: string;
  readonly from: Snapshot;
  readonly to: Snapshot;
}

/** A change that is decided and prepared. `write` is false where the file already has the new values. */
export interface Execution {
  readonly result: ChangeResult;
  readonly before: Environment;
  /** The text of the file when the change was decided. */
  readonly text: string;
  readonly edited: EditedEnvironment;
  readonly prepared: PreparedChange;
  readonly write: boolean;
  /** New versions. */
  readonly made: readonly MadeVersion[];
  readonly settled: readonly Settled[];
  /** The newest revision of each service when the change was decided. */
  readonly bases: ReadonlyMap<string, number>;
  readonly assertHeld: () => Promise<void>;
}

/**
 * Writes, applies and verifies a change, observes whether it is in effect, and journals the result.
 * @throws {UserError} FILE_CHANGED before anything was written; afterwards an error that reports what is live.
 */
export async function executeChange(
  context: Context,
  request: ChangeRequest,
  execution: Execution,
): Promise<readonly Effect[]> {
  const { result, edited, prepared } = execution;
  const names = result.services.map((one) => one.service);
  if (execution.write || execution.made.length > 0) await writeFiles(context, execution, names);
  let begun = false;
  try {
    await execution.assertHeld();
    await recordSettled(context, request, execution, names);
    begun = true;
    await prepared.apply();
    context.boundary('applied');
    const mismatches = await prepared.verify();
    context.boundary('verified');
    if (mismatches.length > 0) throw mismatchError(mismatches);
  } catch (error) {
    const message = messageOf(error);
    const how = { result: context.signal.aborted ? 'interrupted' : 'failed', error: message } as const;
    await record(context, request, execution, how);
    // After a takeover the new lock owner reports the state.
    await throwIfTakenOver(execution.assertHeld);
    if (!begun) throw describeNotBegun(edited.environment, result, error);
    throw await describePartialFailure(context, edited.environment, result, error);
  }
  const acceptedAt = context.now().toISOString();
  const effects = await observeEffects(context, execution.before, edited.environment, names);
  const journaled = await record(context, request, execution, { result: 'done', acceptedAt }, effects);
  if (journaled) clearPendingChanges(context.root, result.environment, names);
  context.boundary('journaled');
  const summary = result.services.map((one) => `${one.service}: ${one.summary}`).join('; ');
  stopIfInterrupted(context, `${request.verb} in ${result.environment} is complete. ${summary}`);
  return effects;
}

/** Writes the environment file, then the versions that it asks for; a rollback in between finds the file as it was asked for. */
async function writeFiles(
  context: Context,
  { before, bases, edited, text, write, made }: Execution,
  services: readonly string[],
): Promise<void> {
  notePendingChange(context.root, { before, after: edited.environment, services, bases });
  context.boundary('noted');
  if (write) {
    if (!writeEnvironment(edited.environment.file, edited.text, text)) throw fileChangedError(edited.environment);
    cacheEnvironment(context, withVersionsOf(before, edited.environment), edited);
    context.boundary('file-written');
  }
  if (made.length === 0) return;
  const { beginVersions } = await import('./versions');
  const versionsText = await beginVersions(context, edited.environment, made);
  cacheEnvironment(context, edited.environment, { ...edited, versionsText });
}

/**
 * Journals that a promoted release is settled before the color to which a rollback returned gets something else: from then on a
 * rollback in any checkout stays, even if this process is killed.
 * @throws {UserError} STORE_NOT_WRITABLE when it cannot be journaled; nothing runs anything else then.
 */
async function recordSettled(
  context: Context,
  request: ChangeRequest,
  { before, edited, result: { via }, settled }: Execution,
  names: readonly string[],
): Promise<void> {
  if (settled.length === 0) return;
  const journal = await openJournal(context, before);
  const bases = new Map<string, number>();
  for (const { service, from, to } of settled) {
    const entry = { verb: 'settle', service, from, to, reason: request.reason ?? null, via, result: 'done' } as const;
    const added = await journal.append(entry);
    if (!added) throw unjournaledError(before, service);
    bases.set(service, added.revision);
  }
  notePendingChange(context.root, { before, after: edited.environment, services: names, bases });
  context.boundary('settled');
}

const unjournaledError = ({ name }: Environment, service: string): UserError =>
  new UserError(
    'STORE_NOT_WRITABLE',
    `${service}: that its release is settled could not be journaled; a rollback elsewhere would return to what the stage puts there`,
    `Make the journal writable again, then the same command; ctl rollback ${service} -e ${name} takes the change back`,
  );

/** An environment with the versions of another: until the versions file is written, those from before are the ones that are there. */
const withVersionsOf = (other: Environment, environment: Environment): Environment => ({
  ...environment,
  services: environment.services.map(({ versions: _, ...service }) => {
    const versions = other.services.find(({ name }) => name === service.name)?.versions;
    return { ...service, ...(versions && { versions }) };
  }),
});

/** Writes an entry for each service; false when one could not be written. */
async function record(
  context: Context,
  request: ChangeRequest,
  { result: { via, services }, before, settled }: Execution,
  how: Pick<NewEntry, 'result' | 'error' | 'acceptedAt'>,
  effects: readonly Effect[] = [],
): Promise<boolean> {
  let journaled = true;
  const journal = await openJournal(context, before);
  for (const { service, from, to, overrode } of services) {
    const inEffectAt = effects.find((effect) => effect.service === service)?.inEffectAt;
    const revision = await journal.append({
      verb: request.verb,
      service,
      from: settled.find((one) => one.service === service)?.to ?? from,
      to,
      reason: request.reason ?? null,
      ...(overrode !== undefined && { overrode }),
      via,
      ...how,
      ...(inEffectAt && { inEffectAt }),
    });
    journaled &&= revision !== undefined;
  }
  return journaled;
}
