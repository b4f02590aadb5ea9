// Files that hold secrets.

/** Runs a function that does not wait; files that it creates, or a process that it starts, are only for the current user. */
export function onlyForUser<T>(create: () => T): T {
  const before = process.umask(0o077);
  try {
    return create();
  } finally {
    process.umask(before);
  }
}
