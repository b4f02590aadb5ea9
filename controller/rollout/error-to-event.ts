// How a rollout reacts to an error.
import { EnvironmentError } from '../../environments/problems';
import { UserError } from '../core/errors';
import type { ErrorCode } from '../core/errors';
import { toFileError } from '../core/system-error';
import type { RolloutEvent } from '../release/rollout';

/**
 * The event for an error; undefined when the state must be read again because another command interfered.
 * Anything but a UserError is a bug and is thrown again.
 */
export function errorToEvent(thrown: unknown): RolloutEvent | undefined {
  const error = toFileError(thrown);
  if (error instanceof EnvironmentError) {
    return { kind: 'blocked', reason: `${error.title}: ${summarize(error.message)}` };
  }
  if (!(error instanceof UserError)) throw error;
  const reason = summarize(error.message);
  switch (REACTIONS[error.code]) {
    case 'read again':
      return undefined;
    case 'pause':
      return { kind: 'pause', reason };
    case 'roll back':
      return { kind: 'failed', reason };
    case 'wait':
      return { kind: 'blocked', reason };
    case 'try again':
      return { kind: 'unreachable', reason };
  }
}

/** Runs a step; the event for its error when it throws one. */
export async function toEventOnError(step: () => Promise<RolloutEvent | undefined>): Promise<RolloutEvent | undefined> {
  try {
    return await step();
  } catch (error) {
    return errorToEvent(error);
  }
}

/** Whether a process that cannot read or write its rollout tries again: the store may answer later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof UserError && ['wait', 'try again'].includes(REACTIONS[error.code]);

/** The first two lines of a message, without the lines that show where traffic is. */
const summarize = (message: string): string => message.split('\n').slice(0, 2).join(' ').trim();

/**
 * The reaction to each error: `roll back` when the candidate failed, `try again` when AWS cannot be reached, which rolls back after
 * lost_api, `wait` for something that is not the candidate's fault, which pauses after lost_api, `pause` when a person must decide,
 * `read again` when another command interfered.
 */
const REACTIONS = {
  NOT_READY: 'roll back',
  HOOK_FAILED: 'roll back',
  ENVIRONMENT_FILE_INVALID: 'wait',
  VERSIONS_FILE_INVALID: 'wait',
  FILE_CHANGED: 'wait',
  STATE_LOCKED: 'wait',
  READ_BACK_DIFFERS: 'wait',
  LOCK_HELD: 'wait',
  QUOTA_EXCEEDED: 'wait',
  FUNCTION_UPDATE_FAILED: 'wait',
  TERRAFORM_UNUSABLE: 'wait',
  TERRAFORM_FAILED: 'wait',
  STACK_NOT_INITIALISED: 'wait',
  STORE_NOT_WRITABLE: 'wait',
  STORE_BUSY: 'wait',
  STORE_UNREADABLE: 'wait',
  FILE_NOT_WRITTEN: 'wait',
  FILE_UNUSABLE: 'wait',
  USAGE: 'pause',
  CONFIRMATION_REQUIRED: 'pause',
  CONSOLE_READ_ONLY: 'pause',
  CLAIMED_TWICE: 'pause',
  ENVIRONMENT_NOT_FOUND: 'pause',
  ENVIRONMENT_AMBIGUOUS: 'pause',
  SERVICE_NOT_FOUND: 'pause',
  SERVICE_AMBIGUOUS: 'pause',
  EDIT_INVALID: 'pause',
  TARGET_UNSUPPORTED: 'pause',
  VARIABLE_INVALID: 'pause',
  LISTENER_AMBIGUOUS: 'pause',
  CODE_NOT_RUNNABLE: 'pause',
  ALARM_NOT_FOUND: 'pause',
  ALARM_ON: 'pause',
  METRIC_UNUSABLE: 'pause',
  IMAGE_NOT_FOUND: 'pause',
  PACKAGE_NOT_FOUND: 'pause',
  REVISION_NOT_FOUND: 'pause',
  ROLLOUT_NOT_FOUND: 'pause',
  ROLLOUT_AMBIGUOUS: 'pause',
  DRIFT: 'pause',
  UNFINISHED: 'pause',
  STALE_CHECKOUT: 'pause',
  VERSION_DRIFT: 'pause',
  VERSION_UNPROVEN: 'wait',
  PACKAGE_GONE: 'pause',
  NOT_DEPLOYED: 'pause',
  PRIORITY_TAKEN: 'pause',
  CANDIDATE_WITHOUT_CODE: 'pause',
  CANDIDATE_IN_USE: 'pause',
  CODE_REPLACED: 'pause',
  NO_CANARY_CLIENTS: 'pause',
  NOT_PROMOTED: 'pause',
  SNAPSHOT_UNKNOWN: 'pause',
  VERSION_NOT_FOUND: 'pause',
  LIVE_NOT_EXPRESSIBLE: 'pause',
  FROZEN: 'pause',
  REQUIREMENT_NOT_MET: 'pause',
  WRONG_ACCOUNT: 'pause',
  DECLINED: 'pause',
  PLAN_REFUSED: 'pause',
  SERVES_TRAFFIC: 'pause',
  ROLLOUT_NOT_POSSIBLE: 'pause',
  ROLLOUT_UNFINISHED: 'pause',
  APPROVAL_NOT_PENDING: 'pause',
  APPROVAL_EXPIRED: 'pause',
  STORE_UNSUITABLE: 'pause',
  STORE_NEWER: 'pause',
  JOURNAL_DAMAGED: 'pause',
  CREDENTIALS: 'try again',
  ACCESS_DENIED: 'try again',
  THROTTLED: 'try again',
  UNREACHABLE: 'try again',
  NOT_FOUND: 'try again',
  AWS_CALL_FAILED: 'try again',
  METRICS_UNAVAILABLE: 'try again',
  SANDBOX_DOWN: 'try again',
  SANDBOX_FAILED: 'try again',
  ADDRESS_UNKNOWN: 'try again',
  DRILL_FAILED: 'try again',
  BUG: 'try again',
  ROLLOUT_HELD: 'read again',
  ROLLOUT_GONE: 'read again',
  LOCK_LOST: 'read again',
  INTERRUPTED: 'read again',
} as const satisfies Record<ErrorCode, 'roll back' | 'wait' | 'pause' | 'try again' | 'read again'>;
