// Reads the versions file that belongs to an environment file.
import { existsSync } from 'node:fs';
import { readEnvironment } from '../files';
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
  if (!existsSync(file)) return { versions: {}, text: undefined };
  const text = ofVersionsFile(() => readEnvironment(file));
  return { versions: parseVersions(text, file), text };
}
