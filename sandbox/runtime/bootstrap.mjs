// Runs a Node handler: loads it, then asks the sandbox for one invocation after the other.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { receive, send } from './channel.mjs';

const { LAMBDA_TASK_ROOT, _HANDLER } = process.env;

// fd 3 closes when the sandbox dies. A separate thread notices it even while a handler blocks this one.
const watch = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  new Socket({ fd: 3 }).on('error', end).on('close', end).resume();`;
new Worker(watch, { eval: true }).unref();

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
  const name = basename(_HANDLER);
  const [file, ...exported] = name.split('.');
  const stem = join(LAMBDA_TASK_ROOT, dirname(_HANDLER), file);
  const found = ['.js', '.mjs', '.cjs'].map((end) => stem + end).find(existsSync);
  if (!found) throw new Error(`Cannot find module '${file}' for the handler ${_HANDLER}`);
  const loaded = await import(pathToFileURL(found).href);
  const pick = (root) => exported.reduce((value, key) => value?.[key], root);
  const handler = pick(loaded) ?? pick(loaded.default);
  if (typeof handler !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`);
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
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** Both styles of handler: one that returns a promise, and one that calls back. */
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

let current;
const crash = (type) => (error) =>
  die(current ? { kind: 'error', requestId: current } : { kind: 'init-error' }, error, type);
process.on('uncaughtException', crash());
process.on('unhandledRejection', crash('Runtime.UnhandledPromiseRejection'));

const handler = await load().catch((error) => die({ kind: 'init-error' }, error, 'Runtime.ImportModuleError'));
for (;;) {
  send({ kind: 'next' });
  const { header, body } = receive();
  current = header.requestId;
  process.env._X_AMZN_TRACE_ID = header.traceId ?? '';
  try {
    const result = await run(handler, JSON.parse(body), contextOf(header));
    send({ kind: 'response', requestId: current }, JSON.stringify(result ?? null));
  } catch (error) {
    console.error(error);
    send({ kind: 'error', requestId: current }, describe(error));
  }
  // What the handler left for the end of this turn, such as an unhandled rejection, comes before the wait for the next invocation.
  await setImmediate();
}
