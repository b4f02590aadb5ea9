// Answers of the console's server: headers that forbid everything the page does not need, and JSON.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Problem } from './wire';

/** Nothing inline, nothing from elsewhere, and no text becomes code or markup: the page sets no policy for Trusted Types. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Sets the headers of every answer. */
export function secure(response: ServerResponse): void {
  const headers = {
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Sends a text, compressed where the client takes that. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status = 200, type, body }: { readonly status?: number; readonly type: string; readonly body: string },
): void {
  const small = body.length > 1000 && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const bytes = small ? gzipSync(body) : Buffer.from(body);
  if (small) response.setHeader('content-encoding', 'gzip');
  response.setHeader('vary', 'accept-encoding');
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}

/** Sends a document. */
export const sendJson = (request: IncomingMessage, response: ServerResponse, document: unknown, status = 200): void =>
  send(request, response, { status, type: 'application/json; charset=utf-8', body: JSON.stringify(document) });

/** Sends why a request is refused or failed. */
export const sendProblem = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  problem: Problem,
): void => sendJson(request, response, { error: problem }, status);
