// Actions that the load balancer performs itself: fixed responses and redirects ("Listener rule action types"). Pure.
import { STATUS_CODES } from 'node:http';
import type { Action } from '../../routing';
import type { Answer } from './answer';
import type { ParsedRequest } from './request';

const SERVER = ['Server', 'awselb/2.0'] as const;

/** The answer of a fixed-response action. */
export function answerFixedResponse(action: Extract<Action, { kind: 'fixed-response' }>): Answer {
  return {
    status: action.status,
    reason: STATUS_CODES[action.status],
    headers: [SERVER, ['Content-Type', action.contentType ?? 'text/plain; charset=utf-8']],
    body: Buffer.from(action.body ?? ''),
  };
}

/** The answer of a redirect action, with its #{…} variables replaced; #{path} has no leading slash. */
export function answerRedirect(
  action: Extract<Action, { kind: 'redirect' }>,
  request: ParsedRequest,
  listenerPort: number,
): Answer {
  const known: Record<string, string> = {
    protocol: request.protocol,
    host: request.host.replace(/:\d+$/, ''),
    port: String(listenerPort),
    path: request.path.replace(/^\//, ''),
    query: request.rawQuery,
  };
  const filled = (text: string): string =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => known[name] ?? '');
  const query = filled(action.query);
  const location = `${filled(action.protocol).toLowerCase()}://${filled(action.host)}:${filled(action.port)}${filled(action.path)}${query && `?${query}`}`;
  return {
    status: action.status,
    reason: STATUS_CODES[action.status],
    headers: [SERVER, ['Content-Type', 'text/html'], ['Location', location]],
    body: Buffer.alloc(0),
  };
}
