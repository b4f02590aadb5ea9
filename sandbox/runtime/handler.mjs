// Calls a Node handler as Lambda's runtime does: with a callback and the methods of the context, with a promise, or with a stream.
import { setImmediate } from 'node:timers';
import { explainMissing, named } from './errors.mjs';
import { checkMemory } from './memory.mjs';
import { callStreaming, isStreaming } from './response-stream.mjs';

const CALLBACKS_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';
const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

const neverSettled = () => named('NodeJsExit', NEVER_SETTLED);

/** Called each time that nothing is left to do: no timer, no open connection. */
let onEmptyLoop = () => undefined;
process.on('beforeExit', () => onEmptyLoop());

/** From Node.js 24 on, Lambda knows no callbacks ("Node.js 24 runtime now available in AWS Lambda"). */
const takesCallbacks = () => !(Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1]) >= 24);

/** Throws as Lambda does at the start when the runtime cannot call this handler. */
export function checkHandler(handler) {
  if (!takesCallbacks() && handler.length >= 3 && !isStreaming(handler)) {
    throw named('CallbackHandlerDeprecated', CALLBACKS_REMOVED);
  }
}

/**
 * Calls a handler. Resolves with the payload of its answer, and rejects with what it failed with. Nothing but the handler may keep the
 * event loop from being empty meanwhile.
 */
export async function callHandler(handler, event, facts) {
  try {
    if (isStreaming(handler)) {
      const context = { ...facts, ...(takesCallbacks() && { callbackWaitsForEmptyEventLoop: true }) };
      return await orEmptyLoop(callStreaming(handler, event, context), () =>
        named('InvalidStreamingOperation', 'Response stream is not finished.'),
      );
    }
    const result = takesCallbacks()
      ? await callOldStyle(handler, event, facts)
      : await orEmptyLoop((async () => handler(event, facts))(), neverSettled);
    return serialize(result);
  } catch (error) {
    throw explainMissing(error);
  } finally {
    checkMemory();
    onEmptyLoop = () => undefined;
  }
}

const orEmptyLoop = (promise, makeError) =>
  new Promise((resolve, reject) => {
    onEmptyLoop = () => setImmediate(() => reject(makeError()));
    promise.then(resolve, reject);
  });

/**
 * The first of these ends the invocation: the callback, a method of the context, the returned promise, an exception, or an event loop
 * with nothing left to do. What a handler returns without a promise is ignored.
 */
function callOldStyle(handler, event, facts) {
  return new Promise((resolve, reject) => {
    let ended = false;
    const once =
      (end) =>
      (...values) => {
        if (!ended) end(...values);
        ended = true;
      };
    const settle = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    const done = once(settle);
    const fail = (error) => done(error ?? 'handled');
    const callback = once((error, result) => {
      const waits = context.callbackWaitsForEmptyEventLoop && (error === undefined || error === null);
      if (waits) onEmptyLoop = () => setImmediate(resolve, result);
      else settle(error, result);
    });
    const context = {
      ...facts,
      callbackWaitsForEmptyEventLoop: true,
      succeed: (result) => done(null, result),
      done,
      fail,
    };
    const isAsync = handler.constructor?.name === 'AsyncFunction';
    onEmptyLoop = () => setImmediate(isAsync ? () => reject(neverSettled()) : () => resolve(null));
    try {
      const returned = handler(event, context, callback);
      if (typeof returned?.then === 'function') returned.then(context.succeed, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function serialize(result) {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}
