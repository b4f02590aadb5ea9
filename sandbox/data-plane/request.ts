// Parses an HTTP request into what rules match, and the headers that are forwarded to the target.
import type { IncomingMessage } from 'node:http';
import type { RuleRequest } from '../../routing';

/** The host of a client of HTTP/1.0 that sends none: the DNS name of the sandbox's load balancer. */
const OWN_NAME = 'localhost';

/** The colon and the space between a header's name and its value. */
const SEPARATOR = 2;

/** A parsed request. `query` and `path` stay percent-encoded, as the client sent them. */
export interface ParsedRequest extends RuleRequest {
  /** Without its question mark. */
  readonly rawQuery: string;
  readonly protocol: 'http' | 'https';
  /** Port of the listener that took the request. */
  readonly port: number;
  /** Bytes of all headers, and of the longest one, with its name. */
  readonly headerBytes: number;
  readonly longestHeaderBytes: number;
}

/**
 * Reads everything except the body. The source IP is the TCP peer, never X-Forwarded-For. An absolute target replaces the Host
 * header (RFC 9112, section 3.2.2).
 */
export function parseRequest(request: IncomingMessage): ParsedRequest {
  const { target, authority } = splitTarget(request.url ?? '/');
  const { headers, headerBytes, longestHeaderBytes } = groupHeaders(request.rawHeaders);
  const host = authority ?? headers['host']?.[0] ?? (request.httpVersion === '1.0' ? OWN_NAME : undefined);
  const repeated = (headers['host']?.length ?? 0) > 1;
  if (host !== undefined && !repeated) headers['host'] = [host];
  return {
    method: request.method ?? 'GET',
    host: host ?? '',
    ...parseTarget(target),
    headers,
    headerBytes,
    longestHeaderBytes,
    sourceIp: plainAddress(request.socket.remoteAddress ?? ''),
    protocol: 'encrypted' in request.socket ? 'https' : 'http',
    port: request.socket.localPort ?? 0,
  };
}

/** The path and the query of a URL that begins with its path. */
export function parseTarget(target: string): Pick<ParsedRequest, 'path' | 'rawQuery' | 'query'> {
  const mark = target.indexOf('?');
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  return { path: mark < 0 ? target : target.slice(0, mark) || '/', rawQuery, query: parseQuery(rawQuery) };
}

/** A target such as `http://host/path` has an authority, and its path may be missing. */
function splitTarget(url: string): { readonly target: string; readonly authority?: string } {
  if (url.startsWith('/')) return { target: url };
  const [before, authority] = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url) ?? [];
  return before === undefined ? { target: url } : { target: url.slice(before.length) || '/', authority };
}

/** An IPv4 address that a socket for both families reports is written as IPv6, such as ::ffff:10.0.0.1. */
const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;

function parseQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

interface Headers {
  readonly headers: Record<string, string[]>;
  readonly headerBytes: number;
  readonly longestHeaderBytes: number;
}

/** Node reads headers as Latin-1, so a character is a byte. */
function groupHeaders(raw: readonly string[]): Headers {
  // Without a prototype, a header may have any name.
  const headers = Object.create(null) as Record<string, string[]>;
  let headerBytes = 0;
  let longestHeaderBytes = 0;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const bytes = name.length + SEPARATOR + value.length;
    headerBytes += bytes;
    longestHeaderBytes = Math.max(longestHeaderBytes, bytes);
    const list = headers[name];
    if (list) list.push(value);
    else headers[name] = [value];
  }
  return { headers, headerBytes, longestHeaderBytes };
}
