// Requests that ALB refuses before it looks at its rules ("Troubleshoot your Application Load Balancers"). Pure.
import type { IncomingMessage } from 'node:http';
import { connectionTokens } from './hop-by-hop';
import type { ParsedRequest } from './request';

/** Longest request line, header, and sum of headers, in bytes ("HTTP header limits"). */
const LARGEST_LINE = 16 * 1024;
const LARGEST_HEADER = 16 * 1024;
const LARGEST_HEADERS = 64 * 1024;

/** Most addresses in X-Forwarded-For ("HTTP 463"). */
const MOST_ADDRESSES = 30;

/** The status with which a request is refused; undefined for one that the rules decide on. */
export function refusalOf(message: IncomingMessage, request: ParsedRequest): number | undefined {
  if (lineBytes(message) > LARGEST_LINE) return 414;
  if (request.longestHeaderBytes > LARGEST_HEADER || request.headerBytes > LARGEST_HEADERS) return 400;
  if (request.headers['host']?.length !== 1) return 400;
  if (request.method === 'TRACE') return 405;
  if (!isKnownTransfer(request.headers['transfer-encoding'])) return 501;
  if (countAddresses(request.headers['x-forwarded-for']) > MOST_ADDRESSES) return 463;
  return undefined;
}

/** Whether a request asks for another protocol, such as WebSocket, which no function can speak ("Lambda functions as targets"). */
export const isUpgrade = ({ headers }: ParsedRequest): boolean =>
  headers['upgrade'] !== undefined && connectionTokens(headers['connection']).includes('upgrade');

/** The status for bytes that are no request, by the code of Node's parser; also what a request is refused with in the middle. */
export function statusOfParserError(code: string | undefined): number {
  if (code === 'HPE_INVALID_TRANSFER_ENCODING') return 501;
  if (code === 'HPE_INVALID_VERSION' || code === 'HPE_PAUSED_H2_UPGRADE') return 505;
  return 400;
}

const lineBytes = ({ method = '', url = '' }: IncomingMessage): number =>
  method.length + url.length + '  HTTP/1.1'.length;

const isKnownTransfer = (values: readonly string[] | undefined): boolean =>
  values === undefined || values.every((value) => /^\s*(chunked|identity)\s*$/i.test(value));

const countAddresses = (values: readonly string[] = []): number =>
  values.reduce((sum, value) => sum + value.split(',').length, 0);
