// The few types of ASN.1 that a certificate consists of, in DER (ITU-T X.690). Pure.

/** A value with its tag and its length, from the bytes of its parts. */
function value(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** Up to 127 in one byte; else the number of bytes first. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => value(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => value(0x04, content);
export const utf8 = (text: string): Buffer => value(0x0c, Buffer.from(text, 'utf8'));
export const yes = (): Buffer => value(0x01, Buffer.from([0xff]));

/** A part with a tag of its own, such as `[3]`, around other values. */
export const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => value(0xa0 | tag, ...parts);

/** A text or bytes with a tag of its own and no type. */
export const implicit = (tag: number, content: Uint8Array): Buffer => value(0x80 | tag, content);

/** Bits; `unused` of the last byte do not count. */
export const bits = (content: Uint8Array, unused = 0): Buffer => value(0x03, Buffer.from([unused]), content);

/** A positive integer in its shortest form, from its bytes; a first byte of 0 keeps the sign of a large one. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  return value(0x02, Buffer.from((shortest[0] ?? 0) >= 0x80 ? [0] : []), shortest);
}

/** A time in seconds; of a year up to 2049 with two digits, as certificates have it (RFC 5280, section 4.1.2.5). */
export function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? value(0x17, Buffer.from(text.slice(2))) : value(0x18, Buffer.from(text));
}

/** An object identifier, such as 2.5.29.17. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let left = number >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
  return digits;
}
