// Parses an HTTP request into what rules match, and the headers that are forwarded to the target.
import type { IncomingMessage } from 'node:http';
import type { RuleRequest } from '../../routing';

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A parsed request. `query` and `path` stay percent-encoded, as the client sent them. */
export interface ParsedRequest extends RuleRequest {
  /** Without its question mark. */
  readonly rawQuery: string;
}

/** Reads everything except the body. The source IP is the TCP peer, never X-Forwarded-For. */
export function parseRequest(request: IncomingMessage): ParsedRequest {
  return {
    method: request.method ?? 'GET',
    host: request.headers.host ?? '',
    ...parseTarget((request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/'),
    headers: groupHeaders(request.rawHeaders),
    sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/i, ''),
  };
}

/** The path and the query of a URL that begins with its path. */
export function parseTarget(target: string): Pick<ParsedRequest, 'path' | 'rawQuery' | 'query'> {
  const mark = target.indexOf('?');
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  return { path: mark < 0 ? target : target.slice(0, mark) || '/', rawQuery, query: parseQuery(rawQuery) };
}

function parseQuery(rawQuery: string): [string, string][] {
  return rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

function groupHeaders(raw: readonly string[]): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    lists.set(name, [...(lists.get(name) ?? []), raw[index + 1] ?? '']);
  }
  return Object.fromEntries(lists);
}

/** True for a header that ends at this connection: the fixed ones, and those that Connection names. */
export const isHopByHop = (name: string, connection: readonly string[] = []): boolean =>
  HOP_BY_HOP.has(name) ||
  connection.some((value) =>
    value
      .toLowerCase()
      .split(',')
      .some((token) => token.trim() === name),
  );
