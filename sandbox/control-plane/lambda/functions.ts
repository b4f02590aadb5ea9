// Functions: made from a zip, described, given other code or settings, deleted.
import type * as z from 'zod';
import { functionArn } from '../../arns';
import type { Configuration, FunctionRecord } from '../../state';
import { ApiError, invalidParameter } from '../errors';
import type { World } from '../world';
import { checkRevision, described, findFunction, findVersion, newRevision, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';
import { changes, codeUpdate, creation, settings } from './input';
import type { code } from './input';
import { published } from './versions';

export const createFunction: LambdaAction = (world, call) => {
  const input = readInput(call, creation);
  if (world.store.read().functions.some((fn) => fn.name === input.FunctionName)) {
    throw new ApiError('ResourceConflictException', `Function already exist: ${input.FunctionName}`, 409);
  }
  if (!input.Handler || !input.Runtime)
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  const fresh: Configuration = {
    version: '$LATEST',
    ...stored(world, input.Code),
    handler: input.Handler,
    runtime: input.Runtime,
    role: input.Role ?? '',
    description: '',
    timeout: 3,
    memorySize: 128,
    ephemeralStorage: 512,
    architecture: input.Architectures?.[0] ?? 'x86_64',
    environment: {},
    lastModified: world.now().toISOString(),
    revisionId: newRevision(),
  };
  const latest = { ...fresh, ...changes(input) };
  const fn: FunctionRecord = {
    name: input.FunctionName,
    latest,
    versions: [],
    nextVersion: 1,
    aliases: [],
    statements: [],
  };
  const [final, config] = input.Publish ? published(world, fn) : [fn, latest];
  world.store.update((state) => ({ ...state, functions: [...state.functions, final] }));
  return { status: 201, body: described(world, final, config) };
};

export const listFunctions: LambdaAction = (world) => ({
  status: 200,
  body: { Functions: world.store.read().functions.map((fn) => described(world, fn, fn.latest)) },
});

export const getConfiguration: LambdaAction = (world, call) => ({
  status: 200,
  body: described(world, findFunction(world, call), findVersion(world, call), call.qualifier),
});

export const getFunction: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  const reserved = fn.reservedConcurrency;
  return {
    status: 200,
    body: {
      Configuration: described(world, fn, findVersion(world, call), call.qualifier),
      Code: { RepositoryType: 'S3', Location: `sandbox:${findVersion(world, call).sha256}` },
      Tags: {},
      Concurrency: reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved },
    },
  };
};

export const updateCode: LambdaAction = (world, call) => {
  const input = readInput(call, codeUpdate);
  const fn = findFunction(world, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  const architecture = input.Architectures?.[0] ?? fn.latest.architecture;
  const changed = touched(world, fn, { ...fn.latest, ...stored(world, input), architecture });
  if (input.DryRun) return { status: 200, body: described(world, changed, changed.latest) };
  const [final, config] = input.Publish ? published(world, changed) : [changed, changed.latest];
  replaceFunction(world, final);
  return { status: 200, body: described(world, final, config) };
};

export const updateConfiguration: LambdaAction = (world, call) => {
  const input = readInput(call, settings);
  const fn = findFunction(world, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  const changed = touched(world, fn, { ...fn.latest, ...changes(input) });
  replaceFunction(world, changed);
  return { status: 200, body: described(world, changed, changed.latest) };
};

export const deleteFunction: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  if (call.qualifier !== undefined) {
    throw invalidParameter(
      `The sandbox deletes whole functions only, not ${functionArn(world.place, fn.name, call.qualifier)}`,
    );
  }
  world.store.update((state) => ({ ...state, functions: state.functions.filter((one) => one.name !== fn.name) }));
  return { status: 204 };
};

function stored(world: World, input: z.output<typeof code>): Pick<Configuration, 'sha256' | 'codeSize'> {
  if (input.ZipFile === undefined)
    throw invalidParameter('The sandbox takes code as ZipFile only, not from S3 or as an image.');
  const zip = Buffer.from(input.ZipFile, 'base64');
  try {
    return { sha256: world.code.add(zip), codeSize: zip.length };
  } catch {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

const touched = (world: World, fn: FunctionRecord, latest: Configuration): FunctionRecord => ({
  ...fn,
  latest: { ...latest, lastModified: world.now().toISOString(), revisionId: newRevision() },
});
