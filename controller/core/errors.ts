// User errors, each with a stable code. Any other thrown value is a bug and is printed with its stack trace.
import { exitCodeOf } from './error-codes';
import type { ErrorCode, ExitCode } from './error-codes';

export { messageOf } from '../../environments/error-message';
export { EXIT, exitCodeOf } from './error-codes';
export type { ErrorCode, ExitCode } from './error-codes';

/** A user error: `message` has what happened and the value, `hint` what to type next. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The exit code of the process. Control flow uses `code` instead. */
  get exitCode(): ExitCode {
    return exitCodeOf(this.code);
  }
}

/** True for a user error with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is UserError =>
  error instanceof UserError && codes.includes(error.code);
