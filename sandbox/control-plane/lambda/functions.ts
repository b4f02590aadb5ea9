// Functions: create, describe, update code and settings, delete.
import type * as z from 'zod';
import { functionArn } from '../../arns';
import { UploadTooLarge, ZipError } from '../../code';
import type { Configuration, FunctionRecord } from '../../state';
import { ApiError, invalidParameter } from '../errors';
import type { ControlPlaneContext } from '../context';
import {
  checkRevision,
  describeVersion,
  findFunction,
  findVersion,
  newRevision,
  readInput,
  replaceFunction,
} from './call';
import type { LambdaAction } from './call';
import { changes, codeUpdate, creation, settings } from './input';
import type { code } from './input';
import { readPage } from './paging';
import { tagsOf, withFunctionTags } from './tags';
import { publish } from './versions';

export const createFunction: LambdaAction = async (context, call) => {
  const input = readInput(call, creation);
  refuseExisting(context, input.FunctionName);
  if (!input.Handler || !input.Runtime)
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  const stored = await storeCode(context, input.Code, 'CreateFunction');
  // Another call may have created it meanwhile.
  refuseExisting(context, input.FunctionName);
  const fresh: Configuration = {
    version: '$LATEST',
    ...stored,
    handler: input.Handler,
    runtime: input.Runtime,
    role: input.Role,
    description: '',
    timeout: 3,
    memorySize: 128,
    ephemeralStorage: 512,
    architecture: input.Architectures?.[0] ?? 'x86_64',
    environment: {},
    lastModified: context.now().toISOString(),
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
  const [final, config] = input.Publish ? publish(context, fn) : [fn, latest];
  context.store.update((state) =>
    withFunctionTags({ ...state, functions: [...state.functions, final] }, context, final.name, input.Tags ?? {}),
  );
  return { status: 201, body: describeVersion(context, final, config) };
};

function refuseExisting(context: ControlPlaneContext, name: string): void {
  if (context.store.read().functions.some((fn) => fn.name === name)) {
    throw new ApiError('ResourceConflictException', `Function already exist: ${name}`, 409);
  }
}

export const listFunctions: LambdaAction = (context, call) => {
  const all = context.store.read().functions.flatMap((fn) => {
    if (call.query.get('FunctionVersion') !== 'ALL') return [describeVersion(context, fn, fn.latest)];
    return [fn.latest, ...fn.versions].map((config) => describeVersion(context, fn, config, config.version));
  });
  const { items: Functions, NextMarker } = readPage(call, all);
  return { status: 200, body: { Functions, NextMarker } };
};

/** No function of the sandbox has a configuration of code signing. */
export const getCodeSigningConfig: LambdaAction = (context, call) => ({
  status: 200,
  body: { FunctionName: findFunction(context, call).name },
});

export const getConfiguration: LambdaAction = (context, call) => ({
  status: 200,
  body: describeVersion(context, findFunction(context, call), findVersion(context, call), call.qualifier),
});

export const getFunction: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  const reserved = fn.reservedConcurrency;
  return {
    status: 200,
    body: {
      Configuration: describeVersion(context, fn, findVersion(context, call), call.qualifier),
      Code: { RepositoryType: 'S3', Location: `sandbox:${findVersion(context, call).sha256}` },
      Tags: tagsOf(context, fn.name),
      Concurrency: reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved },
    },
  };
};

export const updateCode: LambdaAction = async (context, call) => {
  const input = readInput(call, codeUpdate);
  findFunction(context, call);
  const stored = await storeCode(context, input, 'UpdateFunctionCode');
  const fn = findFunction(context, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  const architecture = input.Architectures?.[0] ?? fn.latest.architecture;
  const changed = withLatest(context, fn, { ...fn.latest, ...stored, architecture });
  if (input.DryRun) return { status: 200, body: describeVersion(context, changed, changed.latest) };
  const [final, config] = input.Publish ? publish(context, changed) : [changed, changed.latest];
  replaceFunction(context, final);
  return { status: 200, body: describeVersion(context, final, config) };
};

export const updateConfiguration: LambdaAction = (context, call) => {
  const input = readInput(call, settings);
  const fn = findFunction(context, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  const changed = withLatest(context, fn, { ...fn.latest, ...changes(input) });
  replaceFunction(context, changed);
  return { status: 200, body: describeVersion(context, changed, changed.latest) };
};

export const deleteFunction: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  if (call.qualifier !== undefined) {
    throw invalidParameter(
      `The sandbox deletes whole functions only, not ${functionArn(context.place, fn.name, call.qualifier)}`,
    );
  }
  context.store.update((state) => ({
    ...withFunctionTags(state, context, fn.name, {}),
    functions: state.functions.filter((one) => one.name !== fn.name),
  }));
  return { status: 204 };
};

async function storeCode(
  context: ControlPlaneContext,
  input: z.output<typeof code>,
  operation: 'CreateFunction' | 'UpdateFunctionCode',
): Promise<Pick<Configuration, 'sha256' | 'codeSize'>> {
  if (input.ZipFile === undefined)
    throw invalidParameter('The sandbox accepts code as ZipFile only, not from S3 or as an image.');
  const zip = Buffer.from(input.ZipFile, 'base64');
  try {
    return { sha256: await context.code.add(zip), codeSize: zip.length };
  } catch (error) {
    if (error instanceof UploadTooLarge) {
      const message = `Request must be smaller than 70167211 bytes for the ${operation} operation`;
      throw new ApiError('RequestEntityTooLargeException', message, 413);
    }
    throw error instanceof ZipError ? invalidParameter(error.message) : error;
  }
}

const withLatest = (context: ControlPlaneContext, fn: FunctionRecord, latest: Configuration): FunctionRecord => ({
  ...fn,
  latest: { ...latest, lastModified: context.now().toISOString(), revisionId: newRevision() },
});
