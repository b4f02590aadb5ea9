// The error for a file that somebody else has written while a change was decided.
import type { Environment } from '../../environments';
import { UserError } from '../core/errors';

/** FILE_CHANGED: nothing was written. */
export const fileChangedError = ({ file }: Pick<Environment, 'file'>): UserError =>
  new UserError(
    'FILE_CHANGED',
    `${file} was edited in the meantime; nothing was changed`,
    'Run the same command again',
  );
