// Sends one request through the load balancer, and reads the color that answered it.
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Color } from '../../routing';

/** What to request: a URL, the service's host name in the rules, and the header of the answer that contains the color. */
export interface ProbeTarget {
  readonly url: string;
  readonly host: string | undefined;
  readonly header: string;
}

/** The color, or why it is unknown. */
export type ProbeAnswer = { readonly color: Color } | { readonly color: undefined; readonly fault: string };

const TIMEOUT_MILLISECONDS = 5000;

/** Sends one request; never throws. It uses its own connection, like another user. */
export function sendProbe({ url, host, header }: ProbeTarget): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const fault = (why: string): void => resolve({ color: undefined, fault: `${url}: ${why}` });
    const send = url.startsWith('https:') ? secure : plain;
    const options = {
      agent: false,
      timeout: TIMEOUT_MILLISECONDS,
      ...(host !== undefined && { headers: { host }, servername: host }),
    };
    const sent = send(url, options, (answer) => {
      answer.resume();
      const value = [answer.headers[header.toLowerCase()]].flat()[0];
      if (value === 'blue' || value === 'green') resolve({ color: value });
      else fault(`status ${answer.statusCode}, ${value === undefined ? `no header ${header}` : `${header}: ${value}`}`);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (error) => fault(error.message));
    sent.end();
  });
}
