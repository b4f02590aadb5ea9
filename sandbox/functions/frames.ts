// Frames of the channel between the sandbox and a process: two lengths of four bytes, a header in JSON, and a body. Pure.
import { LARGEST_PAYLOAD } from './outcomes';

const PREFIX = 8;

/** Longest header, in bytes; anything longer is not a frame of the channel. */
const LONGEST_HEADER = 64 * 1024;

/** A frame that was received; `too-large` when its body is longer than a payload may be. */
export interface Frame {
  readonly header: unknown;
  readonly body: Buffer | 'too-large';
}

/** One frame, as it is sent. */
export function encodeFrame(header: object, body: Buffer): Buffer {
  const json = JSON.stringify(header);
  const headerLength = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(PREFIX + headerLength + body.length);
  frame.writeUInt32BE(headerLength, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.write(json, PREFIX);
  body.copy(frame, PREFIX + headerLength);
  return frame;
}

/**
 * Puts frames together from chunks that begin and end anywhere. The returned function takes one chunk and returns the frames that it
 * completes. It throws when the bytes are not frames; nothing after that can be read.
 */
export function createFrameReader(): (chunk: Buffer) => Frame[] {
  let held: Buffer[] = [];
  let size = 0;
  let needed = PREFIX;
  /** Bytes of a body that is too large, and not kept. */
  let toSkip = 0;

  const nextFrame = (bytes: Buffer): { readonly frame: Frame; readonly rest: Buffer } | undefined => {
    if (bytes.length < PREFIX) return undefined;
    const bodyStart = PREFIX + checkHeaderLength(bytes.readUInt32BE(0));
    const bodyLength = bytes.readUInt32BE(4);
    const isTooLarge = bodyLength > LARGEST_PAYLOAD;
    const end = bodyStart + (isTooLarge ? 0 : bodyLength);
    needed = end;
    if (bytes.length < end) return undefined;
    needed = PREFIX;
    const header: unknown = JSON.parse(bytes.toString('utf8', PREFIX, bodyStart));
    if (!isTooLarge) return { frame: { header, body: bytes.subarray(bodyStart, end) }, rest: bytes.subarray(end) };
    toSkip = bodyLength;
    return { frame: { header, body: 'too-large' }, rest: skip(bytes.subarray(end)) };
  };
  const skip = (bytes: Buffer): Buffer => {
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    return bytes.subarray(skipped);
  };

  return (chunk) => {
    const bytes = skip(chunk);
    held.push(bytes);
    size += bytes.length;
    if (size < needed) return [];
    let rest = held.length === 1 ? bytes : Buffer.concat(held);
    const frames: Frame[] = [];
    for (let next = nextFrame(rest); next; next = nextFrame(rest)) {
      frames.push(next.frame);
      rest = next.rest;
    }
    held = rest.length > 0 ? [rest] : [];
    size = rest.length;
    return frames;
  };
}

function checkHeaderLength(length: number): number {
  if (length === 0 || length > LONGEST_HEADER) throw new Error(`a header of ${length} bytes`);
  return length;
}
