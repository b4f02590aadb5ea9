// Aliases: names that point at a version and can be moved to another one.
import * as z from 'zod';
import { functionArn } from '../../arns';
import type { FunctionRecord } from '../../state';
import { ApiError, invalidParameter, notFound } from '../errors';
import type { World } from '../world';
import { checkRevision, findFunction, newRevision, readInput, replaceFunction, versionOf } from './call';
import type { LambdaAction, LambdaCall } from './call';

const update = z.object({
  FunctionVersion: z.string().optional(),
  Description: z.string().optional(),
  RevisionId: z.string().optional(),
  RoutingConfig: z.object({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() }).optional(),
});

const creation = update.extend({
  Name: z.string().regex(/^(?!^\d+$)[A-Za-z0-9-_]{1,128}$/),
  FunctionVersion: z.string(),
});

type Alias = FunctionRecord['aliases'][number];

export const createAlias: LambdaAction = (world, call) => {
  const input = readInput(call, creation);
  const fn = findFunction(world, call);
  if (fn.aliases.some((alias) => alias.name === input.Name)) {
    throw new ApiError('ResourceConflictException', `Alias already exists: ${aliasArn(world, fn, input.Name)}`, 409);
  }
  checkTarget(world, fn, input);
  const alias: Alias = {
    name: input.Name,
    version: input.FunctionVersion,
    description: input.Description ?? '',
    revisionId: newRevision(),
  };
  replaceFunction(world, { ...fn, aliases: [...fn.aliases, alias] });
  return { status: 201, body: describedAlias(world, fn, alias) };
};

export const getAlias: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  return { status: 200, body: describedAlias(world, fn, findAlias(world, fn, call)) };
};

export const listAliases: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  return { status: 200, body: { Aliases: fn.aliases.map((alias) => describedAlias(world, fn, alias)) } };
};

export const updateAlias: LambdaAction = (world, call) => {
  const input = readInput(call, update);
  const fn = findFunction(world, call);
  const before = findAlias(world, fn, call);
  checkRevision(input.RevisionId, before.revisionId);
  checkTarget(world, fn, input);
  const alias: Alias = {
    name: before.name,
    version: input.FunctionVersion ?? before.version,
    description: input.Description ?? before.description,
    revisionId: newRevision(),
  };
  replaceFunction(world, { ...fn, aliases: fn.aliases.map((one) => (one.name === alias.name ? alias : one)) });
  return { status: 200, body: describedAlias(world, fn, alias) };
};

export const deleteAlias: LambdaAction = (world, call) => {
  const fn = findFunction(world, call);
  replaceFunction(world, { ...fn, aliases: fn.aliases.filter((alias) => alias.name !== call.item) });
  return { status: 204 };
};

function checkTarget(world: World, fn: FunctionRecord, input: z.output<typeof update>): void {
  if (Object.keys(input.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) {
    throw invalidParameter('The sandbox has no weighted aliases.');
  }
  const version = input.FunctionVersion;
  if (version !== undefined && (!/^(\d+|\$LATEST)$/.test(version) || !versionOf(fn, version))) {
    throw notFound(`Function not found: ${functionArn(world.place, fn.name, version)}`);
  }
}

function findAlias(world: World, fn: FunctionRecord, call: LambdaCall): Alias {
  const found = fn.aliases.find((alias) => alias.name === call.item);
  if (!found) throw notFound(`Cannot find alias arn: ${aliasArn(world, fn, call.item)}`);
  return found;
}

const aliasArn = (world: World, fn: FunctionRecord, name: string): string => functionArn(world.place, fn.name, name);

const describedAlias = (world: World, fn: FunctionRecord, alias: Alias): object => ({
  AliasArn: aliasArn(world, fn, alias.name),
  Name: alias.name,
  FunctionVersion: alias.version,
  Description: alias.description,
  RevisionId: alias.revisionId,
});
