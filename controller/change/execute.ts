// The part of a change that touches the world: write the file, apply, verify, record.
import { writeEnvironment } from '../../environments';
import type { Environment } from '../../environments';
import type { ChangeRequest, ChangeResult } from './types';
import type { Context } from '../core/context';
import type { EditedEnvironment } from '../workspace/apply-edits';
import { observeEffects } from '../propagation/observe';
import type { Effect } from '../propagation/observe';
import { describePartialFailure, mismatchError } from './partial-failure';
import { UserError, messageOf } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { throwIfTakenOver } from '../lock';
import { appendJournal } from '../workspace/journal';
import type { JournalEntry } from '../workspace/journal';
import { cacheEnvironment } from '../workspace/cache';
import { clearPendingChanges, notePendingChange } from '../workspace/pending-changes';
import type { PreparedChange } from './appliers/applier';

/** A change that is decided and prepared. `write` is false where the file says it already. */
export interface Execution {
  readonly result: ChangeResult;
  readonly before: Environment;
  /** What the file said when the change was decided. */
  readonly text: string;
  readonly edited: EditedEnvironment;
  readonly prepared: PreparedChange;
  readonly write: boolean;
  readonly assertHeld: () => Promise<void>;
}

/** What came after the rules were read back. */
export interface ExecutionResult {
  readonly warnings: readonly string[];
  readonly effects: readonly Effect[];
}

/** Writes, applies and verifies, looks whether that is in effect, and journals how it went. */
export async function executeChange(
  context: Context,
  request: ChangeRequest,
  making: Execution,
): Promise<ExecutionResult> {
  const { result, edited, prepared } = making;
  const names = result.services.map((one) => one.service);
  if (making.write) {
    notePendingChange(context.root, making.before, names);
    context.boundary('noted');
    if (!writeEnvironment(edited.environment.file, edited.text, making.text))
      throw fileChangedError(edited.environment);
    cacheEnvironment(context, edited.environment, edited.text);
    context.boundary('file-written');
  }
  try {
    await making.assertHeld();
    await prepared.apply();
    context.boundary('applied');
    const mismatches = await prepared.verify();
    context.boundary('verified');
    if (mismatches.length > 0) throw mismatchError(mismatches);
  } catch (error) {
    const message = messageOf(error);
    record(context, request, result, { result: context.signal.aborted ? 'interrupted' : 'failed', error: message });
    // Whoever took the lock over decides what is live now; where things stand is theirs to say.
    await throwIfTakenOver(making.assertHeld);
    throw await describePartialFailure(context, edited.environment, result, error);
  }
  clearPendingChanges(context.root, result.environment, names);
  const acceptedAt = context.now().toISOString();
  const effects = await observeEffects(context, making.before, edited.environment, names);
  record(context, request, result, { result: 'done', acceptedAt }, effects);
  context.boundary('journaled');
  const summary = result.services.map((one) => `${one.service}: ${one.summary}`).join('; ');
  stopIfInterrupted(context, `${request.verb} in ${result.environment} is complete. ${summary}`);
  return { warnings: await prepared.afterwards(), effects };
}

/** The error for a file that somebody else has written since the change was decided. */
const fileChangedError = ({ file }: Environment): UserError =>
  new UserError(
    'FILE_CHANGED',
    `${file} was edited in the meantime; nothing was changed`,
    'Run the same command again',
  );

function record(
  context: Context,
  request: ChangeRequest,
  { environment, via, services }: ChangeResult,
  how: Pick<JournalEntry, 'result' | 'error' | 'acceptedAt'>,
  effects: readonly Effect[] = [],
): void {
  for (const { service, from, to, overrode } of services) {
    const inEffectAt = effects.find((effect) => effect.service === service)?.inEffectAt;
    appendJournal(context, environment, {
      verb: request.verb,
      service,
      from,
      to,
      reason: request.reason ?? null,
      ...(overrode !== undefined && { overrode }),
      via,
      ...how,
      ...(inEffectAt && { inEffectAt }),
    });
  }
}
