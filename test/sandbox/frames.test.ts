// The frames of the channel between the sandbox and a process, as they come through a socket: cut anywhere.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFrameReader, encodeFrame } from '../../sandbox/functions/frames';
import type { Frame } from '../../sandbox/functions/frames';

const MEGABYTE = 1024 * 1024;

/** Gives the reader the bytes in pieces of these sizes, then the rest. */
function readInPieces(bytes: Buffer, sizes: readonly number[]): Frame[] {
  const read = createFrameReader();
  let at = 0;
  const frames = sizes.flatMap((size) => {
    const piece = bytes.subarray(at, at + size);
    at += size;
    return read(piece);
  });
  return [...frames, ...read(bytes.subarray(at))];
}

const frame = fc.record({
  header: fc.record({ kind: fc.string(), requestId: fc.string({ unit: 'grapheme' }) }),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

describe('frames', () => {
  it('are read as they were sent, wherever the stream is cut', () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 120 }));
    fc.assert(
      fc.property(fc.array(frame), pieces, (frames, sizes) => {
        const bytes = Buffer.concat(frames.map(({ header, body }) => encodeFrame(header, body)));
        expect(readInPieces(bytes, sizes)).toEqual(frames);
      }),
    );
  });

  it('with a body longer than a payload are skipped, and the next frame is read', () => {
    const tooLarge = encodeFrame({ kind: 'response' }, Buffer.alloc(6 * MEGABYTE + 1));
    const bytes = Buffer.concat([tooLarge, encodeFrame({ kind: 'next' }, Buffer.alloc(0))]);
    expect(readInPieces(bytes, Array<number>(100).fill(65_536))).toEqual([
      { header: { kind: 'response' }, body: 'too-large' },
      { header: { kind: 'next' }, body: Buffer.alloc(0) },
    ]);
  });

  it.each([
    ['text', Buffer.from('hello, sandbox')],
    ['zeros', Buffer.alloc(16)],
    ['a header that is not JSON', Buffer.from('\0\0\0\x02\0\0\0\0{]')],
    ['a header of a megabyte', Buffer.from([0, 16, 0, 0, 0, 0, 0, 0])],
  ])('do not begin with %s', (_, bytes) => {
    expect(() => createFrameReader()(bytes)).toThrow();
  });
});
