// Recognises errors of the operating system by their code.

/** True for an error of that code, such as ENOENT. By shape, since a test's realm has another Error than Node itself. */
export const isSystemError = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
