// A finding about what two environments claim both, and words for it. Pure.
import type { Finding, Path } from '../finding';
import type { Likely } from './likely';

/** A finding about one environment; `other` is the place of the same claim in the other's file. */
export interface CommonClaim extends Finding {
  readonly other: Path;
}

/** A finding from its places, in the one file and in the other: an error if it is certain that both claim the same. */
export const commonClaim = (
  [path, other]: readonly [Path, Path],
  message: string,
  hint: string,
  likely: Likely = 'yes',
): CommonClaim => ({
  fields: [path],
  other,
  message,
  hint,
  severity: likely === 'yes' ? 'error' : 'warning',
  atKey: isService(path),
  code: 'CLAIMED_TWICE',
});

/** Whether a path is a service as a whole, whose name is what is claimed. */
export const isService = (path: Path): boolean => path[0] === 'services' && path.length === 2;

/** Names that differ in case are the same to IAM, and where they become files on macOS. */
export const fold = (name: string): string => name.toLowerCase();

export const quote = (name: string): string => JSON.stringify(name);
