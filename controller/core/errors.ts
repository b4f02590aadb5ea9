// Errors of the user, each with a stable code. Anything else that is thrown is a bug and gets a stack trace.
import { exitCodeOf } from './error-codes';
import type { ErrorCode, ExitCode } from './error-codes';

export { messageOf } from '../../environments/error-message';
export { EXIT, exitCodeOf } from './error-codes';
export type { ErrorCode, ExitCode } from './error-codes';

/** An error of the user: what happened and the value got in `message`, what to type next in `hint`. */
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

  /** What the process exits with. Control flow looks at `code` instead. */
  get exitCode(): ExitCode {
    return exitCodeOf(this.code);
  }
}

/** True for an error of the user with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is UserError =>
  error instanceof UserError && codes.includes(error.code);
