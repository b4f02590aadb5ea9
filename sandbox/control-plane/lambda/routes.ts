// The Lambda API's REST paths, and the action of each.
import { parseFunction } from '../../arns';
import { ApiError, invalidParameter } from '../errors';
import { refuseUnknownFields } from '../fields';
import type { ControlPlaneContext } from '../context';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases';
import type { LambdaAction, LambdaAnswer } from './call';
import { deleteConcurrency, getConcurrency, putConcurrency } from './concurrency';
import {
  createFunction,
  deleteFunction,
  getCodeSigningConfig,
  getConfiguration,
  getFunction,
  listFunctions,
  updateCode,
  updateConfiguration,
} from './functions';
import { LAMBDA_FIELDS } from './fields';
import { invoke } from './invoke';
import { addPermission, getPolicy, removePermission } from './policy';
import { fieldsOf, parseBody } from './request';
import type { LambdaRequest } from './request';
import { listTags, tagResource, untagResource } from './tags';
import { listVersions, publishVersion } from './versions';

type ActionName = keyof typeof LAMBDA_FIELDS;

const ACTIONS: Readonly<Record<ActionName, LambdaAction>> = {
  AddPermission: addPermission,
  CreateAlias: createAlias,
  CreateFunction: createFunction,
  DeleteAlias: deleteAlias,
  DeleteFunction: deleteFunction,
  DeleteFunctionConcurrency: deleteConcurrency,
  GetAlias: getAlias,
  GetFunction: getFunction,
  GetFunctionCodeSigningConfig: getCodeSigningConfig,
  GetFunctionConcurrency: getConcurrency,
  GetFunctionConfiguration: getConfiguration,
  GetPolicy: getPolicy,
  Invoke: invoke,
  ListAliases: listAliases,
  ListFunctions: listFunctions,
  ListTags: listTags,
  ListVersionsByFunction: listVersions,
  PublishVersion: publishVersion,
  PutFunctionConcurrency: putConcurrency,
  RemovePermission: removePermission,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateFunctionCode: updateCode,
  UpdateFunctionConfiguration: updateConfiguration,
};

/** `{f}` is a function, `{x}` an alias or a statement. */
const ROUTES: Readonly<Record<string, ActionName>> = {
  'POST /functions': 'CreateFunction',
  'GET /functions': 'ListFunctions',
  'GET /functions/{f}': 'GetFunction',
  'DELETE /functions/{f}': 'DeleteFunction',
  'GET /functions/{f}/configuration': 'GetFunctionConfiguration',
  'PUT /functions/{f}/configuration': 'UpdateFunctionConfiguration',
  'PUT /functions/{f}/code': 'UpdateFunctionCode',
  'POST /functions/{f}/versions': 'PublishVersion',
  'GET /functions/{f}/versions': 'ListVersionsByFunction',
  'POST /functions/{f}/aliases': 'CreateAlias',
  'GET /functions/{f}/aliases': 'ListAliases',
  'GET /functions/{f}/aliases/{x}': 'GetAlias',
  'PUT /functions/{f}/aliases/{x}': 'UpdateAlias',
  'DELETE /functions/{f}/aliases/{x}': 'DeleteAlias',
  'POST /functions/{f}/policy': 'AddPermission',
  'GET /functions/{f}/policy': 'GetPolicy',
  'DELETE /functions/{f}/policy/{x}': 'RemovePermission',
  'PUT /functions/{f}/concurrency': 'PutFunctionConcurrency',
  'GET /functions/{f}/concurrency': 'GetFunctionConcurrency',
  'DELETE /functions/{f}/concurrency': 'DeleteFunctionConcurrency',
  'POST /functions/{f}/invocations': 'Invoke',
  'GET /functions/{f}/code-signing-config': 'GetFunctionCodeSigningConfig',
  'GET /tags/{f}': 'ListTags',
  'POST /tags/{f}': 'TagResource',
  'DELETE /tags/{f}': 'UntagResource',
};

/** True for a path of the Lambda API; each part of it carries the date of its own version. */
export const isLambdaPath = (path: string): boolean => /^\/20\d\d-\d\d-\d\d\/(functions|tags)(\/|$)/.test(path);

/** Answers a Lambda request; an API error becomes its JSON, anything else is thrown. */
export async function answerLambda(context: ControlPlaneContext, request: LambdaRequest): Promise<LambdaAnswer> {
  try {
    const { method, url, body } = request;
    const [, , kind, fn, verb, item] = url.pathname.replace(/\/$/, '').split('/');
    const shape = [`${method} /${kind}`, fn && '{f}', verb, item && '{x}'].filter(Boolean).join('/');
    const action = Object.hasOwn(ROUTES, shape) ? ROUTES[shape] : undefined;
    if (!action) throw new ApiError('UnknownOperationException', `The sandbox does not know ${shape}.`, 404);
    const named = fn === undefined ? undefined : parseFunction(decode(fn));
    if (fn !== undefined && !named) throw invalidParameter(`Function name ${decode(fn)} is not valid`);
    const input = action === 'Invoke' ? undefined : parseBody(body);
    refuseUnknownFields(action, LAMBDA_FIELDS[action], fieldsOf(request, input), invalidParameter);
    return await ACTIONS[action](context, {
      name: named?.name ?? '',
      qualifier: url.searchParams.get('Qualifier') ?? named?.qualifier,
      item: decode(item ?? ''),
      query: url.searchParams,
      headers: request.headers,
      input,
      body,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      status: error.status,
      headers: { 'x-amzn-errortype': error.code },
      body: {
        Type: error.status < 500 ? 'User' : 'Service',
        Code: error.code,
        Message: error.message,
        message: error.message,
      },
    };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidParameter(
      `${part} is not a part of a URL: a % is followed by what is not two hexadecimal digits of UTF-8`,
    );
  }
}
