// One request through the load balancer, and the color that answered it.
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Color } from '../../routing';

/** What to ask: a URL, the host name that the rules know the service by, and the header of the answer that names the color. */
export interface ProbeTarget {
  readonly url: string;
  readonly host: string | undefined;
  readonly header: string;
}

/** The color, or why there is none. */
export type ProbeAnswer = { readonly color: Color } | { readonly color: undefined; readonly fault: string };

const TIMEOUT_MILLISECONDS = 5000;

/** Asks once; never throws. A connection of its own each time, as another user would have. */
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
