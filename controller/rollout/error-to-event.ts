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
    return { kind: 'pause', reason: `the environment file cannot be used: ${summarize(error.message)}` };
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
    case 'try again':
      return { kind: 'unreachable', reason };
  }
}

/** The first two lines of a message, without the lines that show where traffic is. */
const summarize = (message: string): string => message.split('\n').slice(0, 2).join(' ').trim();

/**
 * The reaction to each error: `pause` when a person must decide, `roll back` when the candidate or a change was refused,
 * `try again` when something is unreachable for now, `read again` when another command interfered.
 */
const REACTIONS = {
  USAGE: 'pause',
  CONFIRMATION_REQUIRED: 'pause',
  ENVIRONMENT_FILE_INVALID: 'pause',
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
  REVISION_NOT_FOUND: 'pause',
  ROLLOUT_NOT_FOUND: 'pause',
  ROLLOUT_AMBIGUOUS: 'pause',
  DRIFT: 'pause',
  STALE_CHECKOUT: 'pause',
  NOT_DEPLOYED: 'pause',
  PRIORITY_TAKEN: 'pause',
  CANDIDATE_WITHOUT_CODE: 'roll back',
  CANDIDATE_IN_USE: 'roll back',
  CODE_KIND_DIFFERS: 'roll back',
  CODE_REPLACED: 'roll back',
  NO_CANARY_CLIENTS: 'roll back',
  NOT_PROMOTED: 'roll back',
  SNAPSHOT_UNKNOWN: 'roll back',
  LIVE_NOT_EXPRESSIBLE: 'roll back',
  FROZEN: 'roll back',
  REQUIREMENT_NOT_MET: 'roll back',
  NOT_READY: 'roll back',
  WRONG_ACCOUNT: 'roll back',
  DECLINED: 'roll back',
  FILE_CHANGED: 'roll back',
  PLAN_REFUSED: 'roll back',
  STATE_LOCKED: 'roll back',
  ROLLOUT_NOT_POSSIBLE: 'roll back',
  ROLLOUT_UNFINISHED: 'roll back',
  ROLLOUT_HELD: 'roll back',
  APPROVAL_NOT_PENDING: 'roll back',
  APPROVAL_EXPIRED: 'roll back',
  READ_BACK_DIFFERS: 'roll back',
  HOOK_FAILED: 'roll back',
  LOCK_HELD: 'try again',
  CREDENTIALS: 'try again',
  ACCESS_DENIED: 'try again',
  THROTTLED: 'try again',
  QUOTA_EXCEEDED: 'try again',
  UNREACHABLE: 'try again',
  NOT_FOUND: 'try again',
  AWS_CALL_FAILED: 'try again',
  FUNCTION_UPDATE_FAILED: 'try again',
  METRICS_UNAVAILABLE: 'try again',
  SANDBOX_DOWN: 'try again',
  SANDBOX_FAILED: 'try again',
  TERRAFORM_UNUSABLE: 'try again',
  TERRAFORM_FAILED: 'try again',
  STACK_NOT_INITIALISED: 'try again',
  STORE_NOT_WRITABLE: 'try again',
  STORE_BUSY: 'try again',
  STORE_UNREADABLE: 'try again',
  STORE_UNSUITABLE: 'pause',
  STORE_NEWER: 'pause',
  JOURNAL_DAMAGED: 'pause',
  ROLLOUT_GONE: 'try again',
  FILE_NOT_WRITTEN: 'try again',
  FILE_UNUSABLE: 'try again',
  ADDRESS_UNKNOWN: 'try again',
  DRILL_FAILED: 'try again',
  BUG: 'try again',
  LOCK_LOST: 'read again',
  INTERRUPTED: 'read again',
} as const satisfies Record<ErrorCode, 'pause' | 'roll back' | 'try again' | 'read again'>;
