// Errors for a lock that is held by another process, or was lost.
import { hostname } from 'node:os';
import { UserError } from '../core/errors';
import { describeHolder } from './holder';
import type { Holder, Life } from './holder';

/** The error for a lock that another process holds, exit 3. */
export function heldBy(holder: Holder, life: Life, environment: string): UserError {
  const wait = `Wait for it to end; ctl rollback -e ${environment} continues at once`;
  return new UserError(
    'LOCK_HELD',
    `${environment} is being changed by ${describeHolder(holder)}`,
    life === 'running'
      ? wait
      : `${wait}. From here it cannot be seen whether it still runs on ${describeHost(holder)}: if it has ended, free the lock with ctl unlock -e ${environment}`,
  );
}

const describeHost = ({ host }: Holder): string =>
  host === hostname() ? `${host} (this machine before it restarted, a container on it, or another of that name)` : host;

/** The error for a lock that another process took over, exit 3. */
export const takenOver = (holder: Holder | undefined, environment: string): UserError =>
  new UserError(
    'LOCK_LOST',
    `Stopped: ${holder ? describeHolder(holder) : 'another process'} took over the lock of ${environment}`,
    `ctl status -e ${environment} shows where traffic is`,
  );
