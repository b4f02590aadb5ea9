// Loads the environment of a rollback: from its file, or from the cache when the file cannot be used.
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../../environments/problems';
import type { Environment } from '../../environments/schema';
import { versionsFileOf, versionsOf, withVersions } from '../../environments/versions/names';
import type { Context } from '../core/context';
import { isCachedText, cachedNames, readCache, cacheEnvironment } from '../workspace/cache';
import { findEnvironment, withRunningPorts } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';

/** An environment to roll back. `broken`: why its file cannot be used; `text` is then undefined. */
export interface LoadedEnvironment {
  readonly environment: Environment;
  readonly text: string | undefined;
  readonly versionsText: string | undefined;
  readonly broken: EnvironmentError | undefined;
  /** Why the versions file cannot be used; the versions are then those that were read last. */
  readonly versionsBroken: EnvironmentError | undefined;
}

/**
 * Finds the environment. One without a file, or with two, is found in the cache.
 * @throws {UserError} exit 2 when the name does not exist, or several environments are possible.
 */
export async function findEnvironmentOrCached(context: Context, named: string | undefined): Promise<EnvironmentFile> {
  const wanted = named ?? (context.env['CTL_ENV'] || undefined);
  try {
    return await findEnvironment(context, wanted);
  } catch (error) {
    const known = cachedNames(context.root);
    const name = wanted === undefined && known.length === 1 ? known[0] : known.find((one) => one === wanted);
    if (name === undefined) throw error;
    return { name, file: await findCachedFile(context, name) };
  }
}

/** Of two files with the name the one that was read last; the usual path when there is none. */
async function findCachedFile({ root }: Context, name: string): Promise<string> {
  const { findEnvironments } = await import('../../environments/files');
  const known = readCache(root, name);
  const same = findEnvironments(root).find((one) => {
    const text = one.name === name ? textOf(one.file) : undefined;
    return known && text !== undefined && isCachedText(known, text);
  });
  return same?.file ?? join(root, 'environments', `${name}.yaml`);
}

/**
 * Reads an environment; packages are not checked, since a missing one must not delay a rollback.
 * @throws {EnvironmentError} when the file cannot be used and the environment is not cached.
 */
export async function readForRollback(context: Context, { name, file }: EnvironmentFile): Promise<LoadedEnvironment> {
  const known = readCache(context.root, name);
  const versionsText = textOf(versionsFileOf(file));
  const found = (
    environment: Environment,
    text: string | undefined,
    { broken, versionsBroken }: Partial<Pick<LoadedEnvironment, 'broken' | 'versionsBroken'>> = {},
  ): LoadedEnvironment => ({
    environment: withRunningPorts(context, name, { ...environment, file }),
    text,
    versionsText,
    broken,
    versionsBroken,
  });
  const unchanged = textOf(file);
  const isUnchanged = known?.versionsText === versionsText && unchanged !== undefined;
  if (known && isUnchanged && isCachedText(known, unchanged)) return found(known.environment, unchanged);
  const { loadEnvironment } = await import('../../environments');
  try {
    const { environment, text, places, versionsBroken } = loadEnvironment(file, { for: 'rollback' });
    if (versionsBroken) {
      const last = known ? versionsOf(known.environment) : {};
      return found(withVersions(environment, last), text, { versionsBroken });
    }
    cacheEnvironment(context, environment, { text, places, versionsText });
    return found(environment, text);
  } catch (error) {
    if (!(error instanceof EnvironmentError) || !known) throw error;
    return found(known.environment, undefined, { broken: error });
  }
}

function textOf(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
