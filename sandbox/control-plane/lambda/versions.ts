// Versions: immutable copies of a function's code and settings.
import * as z from 'zod';
import type { Configuration, FunctionRecord } from '../../state';
import { invalidParameter } from '../errors';
import type { ControlPlaneContext } from '../context';
import { checkRevision, describeVersion, findFunction, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';
import { readPage } from './paging';

const publication = z.object({
  CodeSha256: z.string().optional(),
  Description: z.string().optional(),
  RevisionId: z.string().optional(),
});

export const publishVersion: LambdaAction = (context, call) => {
  const input = readInput(call, publication);
  const fn = findFunction(context, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  if (input.CodeSha256 && input.CodeSha256 !== fn.latest.sha256) {
    throw invalidParameter(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${fn.latest.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const [final, config] = publish(context, fn, input.Description);
  if (final !== fn) replaceFunction(context, final);
  return { status: 201, body: describeVersion(context, final, config, config.version) };
};

export const listVersions: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  const { items, NextMarker } = readPage(call, [fn.latest, ...fn.versions]);
  const Versions = items.map((config) => describeVersion(context, fn, config, config.version));
  return { status: 200, body: { Versions, NextMarker } };
};

/** Publishes the current code and settings of a function. Returns its last version when nothing changed since. */
export function publish(
  context: ControlPlaneContext,
  fn: FunctionRecord,
  description?: string,
): [FunctionRecord, Configuration] {
  const last = fn.versions.at(-1);
  if (last && contentKey(last) === contentKey(fn.latest)) return [fn, last];
  const config: Configuration = {
    ...fn.latest,
    version: String(fn.nextVersion),
    description: description ?? fn.latest.description,
    lastModified: context.now().toISOString(),
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
