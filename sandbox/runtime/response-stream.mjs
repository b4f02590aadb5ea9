// What Lambda's Node runtime has for streamed responses: the global `awslambda`, and the stream that a handler writes to.
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
/** Between the status with its headers and the body. */
const DELIMITER = new Uint8Array(8);
const UNREADABLE =
  'HttpResponseStream.from writes the status and the headers before the body, in a form that function URLs and API Gateway read. A load balancer expects one JSON document, and answers 502.';

let warned = false;

/** The part of Lambda's `awslambda` that handlers use. */
export const awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = 'response';
    return handler;
  },
  HttpResponseStream: class HttpResponseStream {
    static from(stream, prelude) {
      if (!warned) console.warn(UNREADABLE);
      warned = true;
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(prelude));
        write(DELIMITER);
      };
      return stream;
    }
  },
};

/** Whether a handler was wrapped by `awslambda.streamifyResponse`. */
export const isStreaming = (handler) => handler[STREAMING] === 'response';

/** Keeps everything that is written: who invokes a streaming function without asking for a stream gets the whole at the end. */
class ResponseStream extends Writable {
  #chunks = [];
  #begun = false;

  setContentType() {}

  write(chunk, ...rest) {
    const text = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    if (!this.#begun) this._onBeforeFirstWrite?.((part) => super.write(part));
    this.#begun = true;
    return super.write(text, ...rest);
  }

  _write(chunk, _encoding, done) {
    this.#chunks.push(chunk);
    done();
  }

  payload() {
    return Buffer.concat(this.#chunks);
  }
}

/** Calls a streaming handler, and returns all that it wrote when the stream has ended and the handler's promise is fulfilled. */
export async function callStreaming(handler, event, context) {
  const stream = new ResponseStream();
  const ended = finished(stream);
  // It may fail before anything waits for it.
  ended.catch(() => undefined);
  const returned = handler(event, stream, context);
  if (typeof returned?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
  if ((await returned) !== undefined) console.warn('Streaming handlers ignore return values.');
  await ended;
  return stream.payload();
}
