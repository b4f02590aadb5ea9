// Errors for a lock that is held by another process, or was lost.
import { UserError } from '../core/errors';
import { describeHolder } from './holder';
import type { Holder, Life } from './holder';

/** The error for a lock that another process holds, exit 3. */
export const heldBy = (holder: Holder, life: Life, environment: string): UserError =>
  new UserError(
    'LOCK_HELD',
    `${environment} is being changed by ${describeHolder(holder)}`,
    life === 'running'
      ? `Wait for it to end; ctl rollback -e ${environment} continues at once`
      : `Wait for it to end; ctl rollback -e ${environment} continues at once. From here it cannot be seen whether it still runs on ${holder.host}: if it has ended, free the lock with ctl unlock -e ${environment}`,
  );

/** The error for a lock that another process took over, exit 3. */
export const takenOver = (holder: Holder | undefined, environment: string): UserError =>
  new UserError(
    'LOCK_LOST',
    `Stopped: ${holder ? describeHolder(holder) : 'another process'} took over the lock of ${environment}`,
    `ctl status -e ${environment} shows where traffic is`,
  );
