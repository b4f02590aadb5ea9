// Recognises errors of the operating system by their code.

/** True for an error of that code, such as ENOENT. By shape, since a test's realm has another Error than Node itself. */
export const isSystemError = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** What to do about the errors of files that the user can remove. */
const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Make the file and its folder readable and writable for you',
  EPERM: 'Make the file and its folder readable and writable for you',
  EROFS: 'Mount the file system writable, or work in another copy of the repository',
  ENOSPC: 'Free some space on this disk',
  EDQUOT: 'Free some of your space on this disk',
  EISDIR: 'Move the folder away: a file belongs there',
  ENOTDIR: 'Move the file away that is where a folder belongs',
};

/** The path of a file that cannot be used, and what to do; undefined for every other error, such as of a process. */
export function describeFileError(error: unknown): { readonly path: string; readonly hint: string } | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, path, syscall } = error as Partial<NodeJS.ErrnoException>;
  const hint = code === undefined ? undefined : HINTS[code];
  return hint === undefined || path === undefined || syscall?.startsWith('spawn') ? undefined : { path, hint };
}
