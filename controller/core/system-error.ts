// Recognises errors of the operating system by their code.
import { UserError, messageOf } from './errors';

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
  ELOOP: 'Remove the links that lead to each other',
  EIO: 'Check this disk: it could not be read or written',
  ENOTDIR: 'Move the file away that is where a folder belongs',
  EXDEV: 'Mount its whole folder, and not the file by itself',
  EBUSY: 'Close what uses the file; where the file is mounted by itself, mount its whole folder',
  ESTALE: 'Mount this network disk again',
  EMFILE: 'Allow more open files (ulimit -n)',
  ENFILE: 'Close programs, or allow more open files on this machine',
  ENAMETOOLONG: 'Work in a folder with a shorter path',
};

/** A write to a full disk, and the read of a folder, fail without a path. */
const UNNAMED = ['ENOSPC', 'EDQUOT', 'EISDIR'];

/**
 * FILE_UNUSABLE for an error of a file, with what to do about it, so that every reader of errors knows it: a rollout pauses with that
 * reason, and a report names it. Every other error, such as of a process, is returned as it is.
 */
export function toFileError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof UserError) return error;
  const { code = '', path, syscall } = error as Partial<NodeJS.ErrnoException>;
  const place = path ?? (UNNAMED.includes(code) ? 'a file' : undefined);
  const hint = HINTS[code];
  if (hint === undefined || place === undefined || syscall?.startsWith('spawn')) return error;
  const message = `${place} cannot be used: ${messageOf(error)}`;
  return new UserError('FILE_UNUSABLE', message, `${hint}, then run the same command again`, { cause: error });
}
