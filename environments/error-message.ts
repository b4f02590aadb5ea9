// The message of an error of unknown type. Pure.

/** The message of whatever was thrown. By shape, since a test's realm has another Error than Node itself. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
