// A finding of ctl doctor.
import { UserError } from '../core/errors';
import { toFileError } from '../core/system-error';

/** One finding. `ok` is null when it is unknown, or only information. `needed`: a rollback needs it. */
export interface Finding {
  readonly about: string;
  readonly ok: boolean | null;
  readonly needed: boolean;
  readonly detail: string;
  readonly hint?: string;
}

/** A finding that is only information. */
export const createInfo = (about: string, detail: string): Finding => ({ about, ok: null, needed: false, detail });

/** The finding for a check that failed with a user's error; throws any other error. */
export function toFailure(about: string, needed: boolean, thrown: unknown): Finding {
  const error = toFileError(thrown);
  if (!(error instanceof UserError)) throw error;
  return { about, ok: false, needed, detail: error.message, hint: error.hint };
}
