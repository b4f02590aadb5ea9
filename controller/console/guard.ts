// Who may use the console: the page that has its token, on this machine.
import type { IncomingMessage } from 'node:http';
import { isSameKey } from '../../sandbox/credentials';
import { refuseForeign } from '../../sandbox/control-plane/guard';

/** Why a request is refused: a status of HTTP, and what to do. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Refuses a request for another host, of another origin or of another site, as the sandbox does; and where `token` is given, one
 * without it.
 */
export function refuse(request: Pick<IncomingMessage, 'headersDistinct'>, token?: string): Refusal | undefined {
  if (refuseForeign(request)) {
    return {
      status: 403,
      message: 'The console answers its own page alone: open the address that ctl console printed',
    };
  }
  if (token === undefined) return undefined;
  const [given] = request.headersDistinct['authorization'] ?? [];
  const key = /^Bearer (\S+)$/i.exec(given ?? '')?.[1];
  if (key !== undefined && isSameKey(key, token)) return undefined;
  return {
    status: 401,
    message: 'The token is missing, or is that of another console: open the address that ctl console printed',
  };
}
