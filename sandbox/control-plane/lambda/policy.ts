// Resource policies: who may invoke a function, a version or an alias.
import * as z from 'zod';
import { functionArn } from '../../arns';
import type { FunctionRecord, Statement } from '../../state';
import { ApiError, notFound } from '../errors';
import type { ControlPlaneContext } from '../context';
import { checkRevision, findFunction, findVersion, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';

const permission = z.object({
  StatementId: z.string().regex(/^[A-Za-z0-9-_]{1,100}$/),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  RevisionId: z.string().optional(),
});

export const addPermission: LambdaAction = (context, call) => {
  const input = readInput(call, permission);
  const fn = findFunction(context, call);
  findVersion(context, call);
  checkRevision(input.RevisionId, fn.latest.revisionId);
  if (statementsOf(fn, call.qualifier).some((one) => one.sid === input.StatementId)) {
    const message = `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw new ApiError('ResourceConflictException', message, 409);
  }
  const statement: Statement = {
    sid: input.StatementId,
    qualifier: call.qualifier,
    action: input.Action,
    principal: input.Principal,
    sourceArn: input.SourceArn,
  };
  replaceFunction(context, { ...fn, statements: [...fn.statements, statement] });
  return { status: 201, body: { Statement: JSON.stringify(describeStatement(context, fn, statement)) } };
};

export const getPolicy: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  const statements = statementsOf(fn, call.qualifier);
  if (statements.length === 0) throw noPolicy();
  const Statement = statements.map((statement) => describeStatement(context, fn, statement));
  const policy = { Version: '2012-10-17', Id: 'default', Statement };
  return { status: 200, body: { Policy: JSON.stringify(policy), RevisionId: fn.latest.revisionId } };
};

export const removePermission: LambdaAction = (context, call) => {
  const fn = findFunction(context, call);
  const gone = statementsOf(fn, call.qualifier).find((one) => one.sid === call.item);
  if (!gone) throw noPolicy();
  checkRevision(call.query.get('RevisionId') ?? undefined, fn.latest.revisionId);
  replaceFunction(context, { ...fn, statements: fn.statements.filter((one) => one !== gone) });
  return { status: 204 };
};

const statementsOf = (fn: FunctionRecord, qualifier: string | undefined): Statement[] =>
  fn.statements.filter((statement) => statement.qualifier === qualifier);

const noPolicy = (): ApiError => notFound('The resource you requested does not exist.');

function describeStatement(context: ControlPlaneContext, fn: FunctionRecord, statement: Statement): object {
  const { principal, sourceArn } = statement;
  return {
    Sid: statement.sid,
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com')
      ? { Service: principal }
      : principal === '*'
        ? '*'
        : { AWS: principal },
    Action: statement.action,
    Resource: functionArn(context.place, fn.name, statement.qualifier),
    Condition: sourceArn === undefined ? undefined : { ArnLike: { 'AWS:SourceArn': sourceArn } },
  };
}
