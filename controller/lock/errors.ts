// Errors for a lock that is held by another process, or was lost.
import { UserError, messageOf } from '../core/errors';
import { describeHolder } from './holder';
import type { Holder, Life } from './holder';

/** The error for a lock that another process holds, exit 3. */
export const heldBy = (holder: Holder, life: Life, environment: string): UserError =>
  new UserError(
    'LOCK_HELD',
    `${environment} is being changed by ${describeHolder(holder)}`,
    life === 'running'
      ? `Wait for it to end; ctl rollback -e ${environment} continues at once`
      : `Wait for it to end; ctl rollback -e ${environment} continues at once. This machine cannot check whether it still runs on ${holder.host}: if it has ended, free the lock with ctl unlock -e ${environment}`,
  );

/** The error for a lock that another process took over, exit 3. */
export const takenOver = (holder: Holder | undefined, environment: string): UserError =>
  new UserError(
    'LOCK_LOST',
    `Stopped: ${holder ? describeHolder(holder) : 'another process'} took over the lock of ${environment}`,
    `ctl status -e ${environment} shows where traffic is`,
  );

/** The error for a folder in which no lock can be written. */
export const notWritable = (folder: string, error: unknown): UserError =>
  new UserError(
    'STORE_NOT_WRITABLE',
    `The lock cannot be written in ${folder}: ${messageOf(error)}`,
    'Make that folder writable, on a disk with room and hard links; ctl rollback works without it',
    { cause: error },
  );
