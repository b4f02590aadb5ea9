// Errors of the sandbox for its user.

/** An error for the user: what happened in `message`, what to do next in `hint`, and the system's code if there is one. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  constructor(
    message: string,
    readonly hint: string,
    readonly code?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
