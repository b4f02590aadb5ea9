// What every handler of this folder answers with.
import { gzipSync } from 'node:zlib';

/** Every byte once: no text of any encoding. */
export const IMAGE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** A body that in base64 is near the limit of 1 MB. */
export const LARGE = 'x'.repeat(700_000);

/** A text that was compressed by the function itself. */
export const GZIPPED = gzipSync('compressed '.repeat(1000));

/** Two cookies of one answer. */
export const COOKIES = ['first=1; Path=/', 'second=2; Path=/; HttpOnly'];
