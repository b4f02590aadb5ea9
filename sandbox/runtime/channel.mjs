// The process's side of its channel to the sandbox: frames over fd 4, a header in JSON and a body each.
// Reads block: like Lambda, nothing runs in an environment between two invocations.
import { readSync, writeSync } from 'node:fs';

const FD = 4;
const PREFIX = 8;
const room = Buffer.allocUnsafe(64 * 1024);

/** Sends a frame; its body is text or bytes. Without the sandbox, the process ends. */
export function send(header, body = '') {
  const json = JSON.stringify(header);
  const headerLength = Buffer.byteLength(json);
  const bodyLength = Buffer.byteLength(body);
  const frame = Buffer.allocUnsafe(PREFIX + headerLength + bodyLength);
  frame.writeUInt32BE(headerLength, 0);
  frame.writeUInt32BE(bodyLength, 4);
  frame.write(json, PREFIX);
  if (typeof body === 'string') frame.write(body, PREFIX + headerLength);
  else frame.set(body, PREFIX + headerLength);
  try {
    for (let sent = 0; sent < frame.length;) sent += writeSync(FD, frame, sent);
  } catch {
    process.exit(1);
  }
}

/** Waits for a frame. Without the sandbox, the process ends. */
export function receive() {
  let frame = room;
  let size = 0;
  let bodyStart = Infinity;
  let needed = PREFIX;
  while (size < needed) {
    size += readSome(frame, size);
    if (bodyStart !== Infinity || size < PREFIX) continue;
    bodyStart = PREFIX + frame.readUInt32BE(0);
    needed = bodyStart + frame.readUInt32BE(4);
    if (needed > frame.length) frame = Buffer.concat([frame.subarray(0, size)], needed);
  }
  return {
    header: JSON.parse(frame.toString('utf8', PREFIX, bodyStart)),
    body: frame.toString('utf8', bodyStart, needed),
  };
}

function readSome(frame, from) {
  try {
    const size = readSync(FD, frame, from, frame.length - from);
    if (size > 0) return size;
  } catch {
    // The sandbox is gone, as with nothing to read.
  }
  process.exit(1);
}
