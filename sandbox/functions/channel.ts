// The sandbox's side of a process's own channel: frames over a socket pair, without the cost of HTTP.
import { messageOf } from '../../environments/error-message';
import { createFrameReader, encodeFrame } from './frames';
import type { Frame } from './frames';
import { errorOutcome, okOutcome } from './outcomes';
import { findPipe } from './process';
import type { RuntimeCalls, Transport, Waiting } from './runtime-calls';

/** The file descriptor of the channel in the process. */
const CHANNEL_FD = 4;

/** A channel for one process that sends frames (`sandbox/runtime/channel.mjs`). */
export const openChannel = (calls: RuntimeCalls): Transport => ({
  variables: {},
  channel: 'pipe',
  attach(child) {
    const socket = findPipe(child, CHANNEL_FD);
    if (!socket) return;
    const read = createFrameReader();
    const waiting: Waiting = {
      isOpen: () => socket.writable,
      send: ({ requestId, arn, traceId, payload }, deadline) =>
        void socket.write(encodeFrame({ requestId, arn, traceId, deadline }, payload)),
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of read(chunk)) call(calls, frame, waiting);
      } catch (error) {
        socket.destroy();
        calls.broken(messageOf(error));
      }
    });
    // The socket breaks when the process dies, and its exit event already reports that.
    socket.on('error', () => undefined);
  },
  close: () => Promise.resolve(),
});

/** @throws {Error} for a frame that the process's own side never sends. */
function call(calls: RuntimeCalls, { header, body }: Frame, waiting: Waiting): void {
  const { kind, requestId } = readHeader(header);
  if (kind === 'next') calls.next(waiting);
  else if (kind === 'init-error') calls.initFailed(errorOutcome(body));
  else if (kind === 'response') calls.done(requestId, okOutcome(body));
  else if (kind === 'error') calls.done(requestId, errorOutcome(body));
  else throw new Error(`a frame of the kind ${JSON.stringify(kind)}`);
}

function readHeader(header: unknown): { readonly kind: unknown; readonly requestId: string } {
  if (typeof header !== 'object' || header === null) throw new Error('a header that is not an object');
  const { kind, requestId } = header as { readonly kind?: unknown; readonly requestId?: unknown };
  return { kind, requestId: typeof requestId === 'string' ? requestId : '' };
}
