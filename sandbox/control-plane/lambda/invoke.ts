// Invoke: runs a function and waits for its answer.
import { functionArn } from '../../arns';
import { serveFunction } from '../../served';
import { ApiError } from '../errors';
import { findFunction, findVersion } from './call';
import type { LambdaAction } from './call';

export const invoke: LambdaAction = async (context, call) => {
  const fn = findFunction(context, call);
  const config = findVersion(context, call);
  await context.code.prepare(config.sha256);
  const served = serveFunction(context, fn, config, functionArn(context.place, fn.name, call.qualifier));
  if (served.kind === 'broken') throw new ApiError('ServiceException', served.reason, 500);
  const payload = call.body.length > 0 ? call.body : Buffer.from('{}');
  const outcome = await context.runner.invoke(served.fn, payload);
  const version = { 'x-amz-executed-version': config.version };
  switch (outcome.kind) {
    case 'ok':
      return { status: 200, headers: version, body: outcome.payload };
    case 'error':
      return { status: 200, headers: { ...version, 'x-amz-function-error': 'Unhandled' }, body: outcome.payload };
    case 'throttled':
      throw new ApiError('TooManyRequestsException', 'Rate Exceeded.', 429);
  }
};
