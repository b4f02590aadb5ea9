// Processes of the operating system.
import { isSystemError } from './system-error';

/** Whether a process with this id exists, even when it belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
