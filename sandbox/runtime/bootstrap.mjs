// Runs a Node handler: loads it, then asks the sandbox for one invocation after the other.
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { receive, send } from './channel.mjs';
import { enterLambda } from './file-system.mjs';
import { callHandler, checkHandler } from './handler.mjs';
import { loadHandler } from './load.mjs';
import { awslambda } from './response-stream.mjs';

const { LAMBDA_TASK_ROOT, _HANDLER } = process.env;

// Output is a pipe. Nothing runs between two invocations, so that what was not written by then would come late or, at an exit, never.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

new Worker(new URL('watch.mjs', import.meta.url)).unref();

const describe = (error, errorType) =>
  JSON.stringify({
    errorType: errorType ?? (error instanceof Error ? error.name : typeof error),
    errorMessage: error instanceof Error ? error.message : String(error),
    trace: error instanceof Error ? String(error.stack).split('\n') : [],
  });

/** Reports an error and ends: after it, nothing in this process can be trusted. */
function die(header, error, errorType) {
  console.error(error);
  send(header, describe(error, errorType));
  process.exit(1);
}

async function load() {
  globalThis.awslambda = awslambda;
  enterLambda(LAMBDA_TASK_ROOT, process.argv[2]);
  const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER);
  checkHandler(handler);
  return handler;
}

function contextOf({ requestId, arn, deadline }) {
  return {
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

let current;
const crash = (type) => (error) =>
  die(current ? { kind: 'error', requestId: current } : { kind: 'init-error' }, error, type);
process.on('uncaughtException', crash());
process.on('unhandledRejection', crash('Runtime.UnhandledPromiseRejection'));

const handler = await load().catch((error) => die({ kind: 'init-error' }, error));
for (;;) {
  send({ kind: 'next' });
  const { header, body } = receive();
  current = header.requestId;
  process.env._X_AMZN_TRACE_ID = header.traceId ?? '';
  try {
    const payload = await callHandler(handler, JSON.parse(body), contextOf(header));
    send({ kind: 'response', requestId: current }, payload);
  } catch (error) {
    console.error(error);
    send({ kind: 'error', requestId: current }, describe(error));
  }
  // What the handler left for the end of this turn, such as an unhandled rejection, comes before the wait for the next invocation.
  await setImmediate();
}
