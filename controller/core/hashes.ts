// Hashes for people: their beginning tells them apart. Pure.

/** A SHA-256 in hexadecimal, as in the digest of an image, or in Base64, as Lambda has it. */
const HASH = /(?<![0-9A-Za-z+/])(?:([0-9a-f]{8})[0-9a-f]{56}|([0-9A-Za-z+/]{8})[0-9A-Za-z+/]{35}=)(?![0-9A-Za-z+/=])/g;

/** A text in which each hash is its first eight characters. */
export const shortenHashes = (text: string): string =>
  text.replaceAll(HASH, (_hash, hex: string | undefined, base64: string | undefined) => `${hex ?? base64 ?? ''}…`);
