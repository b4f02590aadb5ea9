// The Lambda API's REST paths, and the action of each.
import { parseFunction } from '../../arns';
import { ApiError, invalidParameter } from '../errors';
import type { ControlPlaneContext } from '../context';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases';
import type { LambdaAction, LambdaAnswer } from './call';
import { deleteConcurrency, getConcurrency, putConcurrency } from './concurrency';
import {
  createFunction,
  deleteFunction,
  getConfiguration,
  getFunction,
  listFunctions,
  updateCode,
  updateConfiguration,
} from './functions';
import { invoke } from './invoke';
import { addPermission, getPolicy, removePermission } from './policy';
import { listVersions, publishVersion } from './versions';

/** `{f}` is a function, `{x}` an alias or a statement. */
const ROUTES: Readonly<Record<string, LambdaAction>> = {
  'POST /functions': createFunction,
  'GET /functions': listFunctions,
  'GET /functions/{f}': getFunction,
  'DELETE /functions/{f}': deleteFunction,
  'GET /functions/{f}/configuration': getConfiguration,
  'PUT /functions/{f}/configuration': updateConfiguration,
  'PUT /functions/{f}/code': updateCode,
  'POST /functions/{f}/versions': publishVersion,
  'GET /functions/{f}/versions': listVersions,
  'POST /functions/{f}/aliases': createAlias,
  'GET /functions/{f}/aliases': listAliases,
  'GET /functions/{f}/aliases/{x}': getAlias,
  'PUT /functions/{f}/aliases/{x}': updateAlias,
  'DELETE /functions/{f}/aliases/{x}': deleteAlias,
  'POST /functions/{f}/policy': addPermission,
  'GET /functions/{f}/policy': getPolicy,
  'DELETE /functions/{f}/policy/{x}': removePermission,
  'PUT /functions/{f}/concurrency': putConcurrency,
  'GET /functions/{f}/concurrency': getConcurrency,
  'DELETE /functions/{f}/concurrency': deleteConcurrency,
  'POST /functions/{f}/invocations': invoke,
};

/** True for a path of the Lambda API; each part of it carries the date of its own version. */
export const isLambdaPath = (path: string): boolean => /^\/20\d\d-\d\d-\d\d\/functions(\/|$)/.test(path);

/** The path and the query of a Lambda request. */
export type LambdaUrl = Pick<URL, 'pathname' | 'searchParams'>;

/** Answers a Lambda request; an API error becomes its JSON, anything else is thrown. */
export async function answerLambda(
  context: ControlPlaneContext,
  method: string,
  url: LambdaUrl,
  body: Buffer,
): Promise<LambdaAnswer> {
  try {
    const [, , , fn, verb, item] = url.pathname.replace(/\/$/, '').split('/');
    const shape = [`${method} /functions`, fn && '{f}', verb, item && '{x}'].filter(Boolean).join('/');
    const action = Object.hasOwn(ROUTES, shape) ? ROUTES[shape] : undefined;
    if (!action) throw new ApiError('UnknownOperationException', `The sandbox does not know ${shape}.`, 404);
    const named = fn === undefined ? undefined : parseFunction(decodeURIComponent(fn));
    if (fn !== undefined && !named) throw invalidParameter(`Function name ${decodeURIComponent(fn)} is not valid`);
    return await action(context, {
      name: named?.name ?? '',
      qualifier: url.searchParams.get('Qualifier') ?? named?.qualifier,
      item: decodeURIComponent(item ?? ''),
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
