// Versions: immutable copies of a function's code and settings.
import * as z from 'zod';
import type { Configuration, FunctionRecord } from '../../state';
import { invalidParameter } from '../errors';
import type { World } from '../world';
import { checkRevision, described, findFunction, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';

const publication = z.object({
  CodeSha256: z.string().optional(),
  Description: z.string().optional(),
  RevisionId: z.string().optional(),
});

export const publishVersion: LambdaAction = (world, call) => {
  const input = readInput(call, publication);
  const fn = findFunction(world, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  if (input.CodeSha256 && input.CodeSha256 !== fn.latest.sha256) {
    throw invalidParameter(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${fn.latest.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const [final, config] = published(world, fn, input.Description);
  if (final !== fn) replaceFunction(world, final);
  return { status: 201, body: described(world, final, config, config.version) };
};

export const listVersions: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  const all = [fn.latest, ...fn.versions];
  return { status: 200, body: { Versions: all.map((config) => described(world, fn, config, config.version)) } };
};

/** A function with its current code and settings published; the same function and its last version when nothing changed since. */
export function published(world: World, fn: FunctionRecord, description?: string): [FunctionRecord, Configuration] {
  const last = fn.versions.at(-1);
  if (last && contentKey(last) === contentKey(fn.latest)) return [fn, last];
  const config: Configuration = {
    ...fn.latest,
    version: String(fn.nextVersion),
    description: description ?? fn.latest.description,
    lastModified: world.now().toISOString(),
  };
  return [{ ...fn, versions: [...fn.versions, config], nextVersion: fn.nextVersion + 1 }, config];
}

/** What makes two versions different. A version's description is not part of it. */
function contentKey(config: Configuration): string {
  const { handler, runtime, role, timeout, memorySize, ephemeralStorage, architecture, sha256, environment } = config;
  const variables = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    handler,
    runtime,
    role,
    timeout,
    memorySize,
    ephemeralStorage,
    architecture,
    sha256,
    variables,
  ]);
}
