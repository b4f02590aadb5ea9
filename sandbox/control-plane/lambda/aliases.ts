// Aliases: names that point at a version and can be moved to another one.
import * as z from 'zod';
import { functionArn } from '../../arns';
import type { FunctionRecord } from '../../state';
import { ApiError, notFound } from '../errors';
import type { ControlPlaneContext } from '../context';
import { checkRevision, findFunction, newRevision, readInput, replaceFunction, versionOf } from './call';
import type { LambdaAction, LambdaCall } from './call';
import { readPage } from './paging';

const update = z.object({
  FunctionVersion: z.string().optional(),
  Description: z.string().optional(),
  RevisionId: z.string().optional(),
});

const creation = update.extend({
  Name: z.string().regex(/^(?!^\d+$)[A-Za-z0-9-_]{1,128}$/),
  FunctionVersion: z.string(),
});

type Alias = FunctionRecord['aliases'][number];

export const createAlias: LambdaAction = (context, call) => {
  const input = readInput(call, creation);
  const fn = findFunction(context, call);
  if (fn.aliases.some((alias) => alias.name === input.Name)) {
    throw new ApiError('ResourceConflictException', `Alias already exists: ${aliasArn(context, fn, input.Name)}`, 409);
  }
  checkTarget(context, fn, input);
  const alias: Alias = {
    name: input.Name,
    version: input.FunctionVersion,
    description: input.Description ?? '',
    revisionId: newRevision(),
  };
  replaceFunction(context, { ...fn, aliases: [...fn.aliases, alias] });
  return { status: 201, body: describeAlias(context, fn, alias) };
};

export const getAlias: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  return { status: 200, body: describeAlias(context, fn, findAlias(context, fn, call)) };
};

export const listAliases: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  const version = call.query.get('FunctionVersion');
  const wanted = fn.aliases.filter((alias) => version === null || alias.version === version);
  const { items, NextMarker } = readPage(call, wanted);
  return { status: 200, body: { Aliases: items.map((alias) => describeAlias(context, fn, alias)), NextMarker } };
};

export const updateAlias: LambdaAction = (context, call) => {
  const input = readInput(call, update);
  const fn = findFunction(context, call);
  const before = findAlias(context, fn, call);
  checkRevision(input.RevisionId, before.revisionId);
  checkTarget(context, fn, input);
  const alias: Alias = {
    name: before.name,
    version: input.FunctionVersion ?? before.version,
    description: input.Description ?? before.description,
    revisionId: newRevision(),
  };
  replaceFunction(context, { ...fn, aliases: fn.aliases.map((one) => (one.name === alias.name ? alias : one)) });
  return { status: 200, body: describeAlias(context, fn, alias) };
};

export const deleteAlias: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  replaceFunction(context, { ...fn, aliases: fn.aliases.filter((alias) => alias.name !== call.item) });
  return { status: 204 };
};

function checkTarget(context: ControlPlaneContext, fn: FunctionRecord, input: z.output<typeof update>): void {
  const version = input.FunctionVersion;
  if (version !== undefined && (!/^(\d+|\$LATEST)$/.test(version) || !versionOf(fn, version))) {
    throw notFound(`Function not found: ${functionArn(context.place, fn.name, version)}`);
  }
}

function findAlias(context: ControlPlaneContext, fn: FunctionRecord, call: LambdaCall): Alias {
  const found = fn.aliases.find((alias) => alias.name === call.item);
  if (!found) throw notFound(`Cannot find alias arn: ${aliasArn(context, fn, call.item)}`);
  return found;
}

const aliasArn = (context: ControlPlaneContext, fn: FunctionRecord, name: string): string =>
  functionArn(context.place, fn.name, name);

const describeAlias = (context: ControlPlaneContext, fn: FunctionRecord, alias: Alias): object => ({
  AliasArn: aliasArn(context, fn, alias.name),
  Name: alias.name,
  FunctionVersion: alias.version,
  Description: alias.description,
  RevisionId: alias.revisionId,
});
