// An error page of the load balancer for a connection whose bytes are no request. Pure.
import { errorPage } from './answer';

/** The page as bytes of HTTP/1.1; it ends the connection. */
export function rawErrorPage(status: number): string {
  const { reason = '', headers, body } = errorPage(status);
  const lines = [...headers, ['Content-Length', body.length], ['Connection', 'close']].map((pair) => pair.join(': '));
  return `${[`HTTP/1.1 ${status} ${reason}`, ...lines].join('\r\n')}\r\n\r\n${body.toString('latin1')}`;
}
