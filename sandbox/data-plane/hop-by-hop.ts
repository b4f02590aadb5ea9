// Headers that concern one connection only (RFC 9110, section 7.6.1). Pure.

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** True for a header that ends at this connection, by its name in lower case. */
export const isHopByHop = (name: string): boolean => HOP_BY_HOP.has(name);

/** The names in the values of a Connection header, in lower case. */
export const connectionTokens = (values: readonly string[] = []): readonly string[] =>
  values.flatMap((value) => value.toLowerCase().split(',')).map((token) => token.trim());
