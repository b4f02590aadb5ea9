// Actions that the load balancer performs itself: fixed responses and redirects ("Listener rule action types"). Pure.
import { STATUS_CODES } from 'node:http';
import type { Action } from '../../routing';
import { errorPage } from './answer';
import type { Answer } from './answer';
import type { Decision } from './decide';
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

/** The answer where no action is done; for a rule that the sandbox cannot do, its text says why. */
export function answerWithoutAction(decision: Exclude<Decision, { kind: 'action' }>): Answer {
  switch (decision.kind) {
    case 'no-rule':
      return errorPage(503);
    case 'rewrite-failed':
      return errorPage(500);
    case 'unserved': {
      const { rule, what } = decision;
      const text = `This request may match the listener rule ${rule.priority} (${rule.arn}), and the sandbox does not do ${what.join(', ')}.\n`;
      const headers = [SERVER, ['Content-Type', 'text/plain; charset=utf-8'] as const];
      return { status: 501, reason: STATUS_CODES[501], headers, body: Buffer.from(text) };
    }
  }
}
