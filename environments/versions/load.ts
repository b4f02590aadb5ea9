// Reads the versions file that belongs to an environment file.
import { readIfPresent } from '../files';
import { ofVersionsFile, parseVersions } from './file';
import type { Versions } from './model';
import { versionsFileOf } from './names';

/** The versions of an environment, and the text of their file; undefined where there is no such file yet. */
export interface LoadedVersions {
  readonly versions: Versions;
  readonly text: string | undefined;
}

/**
 * Reads the versions file that belongs to an environment file. One that is missing has no versions.
 * @throws {EnvironmentError} VERSIONS_FILE_INVALID with every problem at once: not readable, not YAML, a merge conflict, another format, edited by hand.
 */
export function loadVersions(environmentFile: string): LoadedVersions {
  const file = versionsFileOf(environmentFile);
  const text = ofVersionsFile(() => readIfPresent(file));
  return { versions: text === undefined ? {} : parseVersions(text, file), text };
}
