// Runs a Node handler: loads it, then asks the Lambda Runtime API for one invocation after the other.
import { Agent, request } from 'node:http';
import { Worker } from 'node:worker_threads';
import { enterLambda } from './file-system.mjs';
import { callHandler, checkHandler } from './handler.mjs';
import { loadHandler } from './load.mjs';
import { awslambda } from './response-stream.mjs';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

new Worker(new URL('watch.mjs', import.meta.url)).unref();

/** One call of the Runtime API. Without the sandbox, the process ends. */
function call(method, path, body) {
  return new Promise((resolve) => {
    const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', () => process.exit(1));
    });
    sent.on('error', () => process.exit(1));
    sent.end(body);
  });
}

const describe = (error, errorType) =>
  JSON.stringify({
    errorType: errorType ?? (error instanceof Error ? error.name : typeof error),
    errorMessage: error instanceof Error ? error.message : String(error),
    trace: error instanceof Error ? String(error.stack).split('\n') : [],
  });

/** Reports an error and ends: after it, nothing in this process can be trusted. */
async function die(path, error, errorType) {
  console.error(error);
  await call('POST', path, describe(error, errorType));
  process.exit(1);
}

async function load() {
  globalThis.awslambda = awslambda;
  enterLambda(LAMBDA_TASK_ROOT, process.argv[2]);
  const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER);
  checkHandler(handler);
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

let current;
const crash = (type) => (error) => void die(current ? `invocation/${current}/error` : 'init/error', error, type);
process.on('uncaughtException', crash());
process.on('unhandledRejection', crash('Runtime.UnhandledPromiseRejection'));

const handler = await load().catch((error) => die('init/error', error));
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  current = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  try {
    const payload = await callHandler(handler, JSON.parse(body), contextOf(headers));
    await call('POST', `invocation/${current}/response`, payload);
  } catch (error) {
    console.error(error);
    await call('POST', `invocation/${current}/error`, describe(error));
  }
}
