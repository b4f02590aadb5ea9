// A user's errors, each with its exit code. Anything else that is thrown is a bug and gets a stack trace.

/** Exit codes of ctl. 130 is an interrupted run, 1 everything that has no code of its own. */
export const EXIT = {
  ok: 0,
  failure: 1,
  input: 2,
  refused: 3,
  drift: 4,
  check: 5,
  paused: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error for the user: what happened and the value got in `message`, what to type next in `hint`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    readonly hint: string,
    readonly exitCode: ExitCode = EXIT.failure,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
