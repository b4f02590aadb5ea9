// Invoke: runs a function and waits for its answer, puts an event for it in line, or only checks the request.
import { functionArn } from '../../arns';
import type { FunctionVersion } from '../../functions/model';
import { serveFunction } from '../../served';
import { ApiError, invalidParameter } from '../errors';
import type { ControlPlaneContext } from '../context';
import { findFunction, findVersion } from './call';
import type { LambdaAction, LambdaAnswer, LambdaCall } from './call';
import { enqueue } from './event-queue';

/** Longest payload, in bytes ("Lambda quotas": invocation payload, synchronous and asynchronous). */
const LARGEST: Readonly<Record<'RequestResponse' | 'Event', number>> = {
  RequestResponse: 6 * 1024 * 1024,
  Event: 1024 * 1024,
};

export const invoke: LambdaAction = async (context, call) => {
  const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse' && type !== 'Event' && type !== 'DryRun') {
    throw invalidParameter(`InvocationType is ${type}; it must be RequestResponse, Event or DryRun`);
  }
  const fn = findFunction(context, call);
  const config = findVersion(context, call);
  if (type === 'DryRun') return { status: 204 };
  const payload = readPayload(call, LARGEST[type]);
  await context.code.prepare(config.sha256);
  const served = serveFunction(context, fn, config, functionArn(context.place, fn.name, call.qualifier));
  if (served.kind === 'broken') throw new ApiError('ServiceException', served.reason, 500);
  if (type === 'RequestResponse') return run(context, served.fn, payload);
  enqueue(context.runner, served.fn, payload);
  return { status: 202 };
};

function readPayload({ body }: LambdaCall, largest: number): Buffer {
  if (body.length === 0) return Buffer.from('{}');
  if (body.length > largest) {
    const message = `Request must be smaller than ${largest} bytes for the InvokeFunction operation`;
    throw new ApiError('RequestTooLargeException', message, 413);
  }
  try {
    JSON.parse(body.toString('utf8'));
    return body;
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`;
    throw new ApiError('InvalidRequestContentException', message);
  }
}

async function run({ runner }: ControlPlaneContext, fn: FunctionVersion, payload: Buffer): Promise<LambdaAnswer> {
  const outcome = await runner.invoke(fn, payload);
  const version = { 'x-amz-executed-version': fn.version };
  switch (outcome.kind) {
    case 'ok':
      return { status: 200, headers: version, body: outcome.payload };
    case 'error':
      return { status: 200, headers: { ...version, 'x-amz-function-error': 'Unhandled' }, body: outcome.payload };
    case 'throttled':
      throw new ApiError('TooManyRequestsException', 'Rate Exceeded.', 429);
  }
}
