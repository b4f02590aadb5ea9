// Who may use the control endpoint: programs of its user that know its credentials, and no page of a browser.
import type { IncomingMessage } from 'node:http';
import { isSameKey } from '../credentials';
import type { Credentials } from '../credentials';

/** Why a request is refused: it came for another host or from a page, or without the right credentials. */
export interface Refusal {
  readonly kind: 'foreign' | 'credentials';
  readonly message: string;
}

/** The parts of a request that say where it came from. */
export type Sender = Pick<IncomingMessage, 'headersDistinct'>;

/** Names of this machine alone; a page can make any other name lead here ("DNS rebinding"). */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Refuses a request that a page of a browser sent: one for another host, from another origin, or from another site. The port of
 * the host is not compared, so that a forwarded port works; a page that reaches this one has an origin that differs.
 */
export function refuseForeign({ headersDistinct: headers }: Sender): Refusal | undefined {
  const [host, second] = headers['host'] ?? [];
  if (host === undefined || second !== undefined || !LOOPBACK.test(host)) {
    return foreign(`it is for the host ${quote(host)}, which is not 127.0.0.1 or localhost`);
  }
  const origin = headers['origin']?.find((one) => one.toLowerCase() !== `http://${host.toLowerCase()}`);
  if (origin !== undefined) return foreign(`it comes from a page of ${quote(origin)}`);
  const site = headers['sec-fetch-site']?.find((one) => one !== 'same-origin' && one !== 'none');
  return site === undefined
    ? undefined
    : foreign(`it comes from a page of another origin (Sec-Fetch-Site: ${quote(site)})`);
}

/** Refuses a request without the access key id, which every signature of the aws command and the SDKs contains. */
export function refuseStranger({ headersDistinct: headers }: Sender, credentials: Credentials): Refusal | undefined {
  const [given] = headers['authorization'] ?? [];
  const key = /^AWS4-\S+ .*?Credential=([^/,\s]+)\//.exec(given ?? '')?.[1] ?? /^Bearer (\S+)$/i.exec(given ?? '')?.[1];
  if (key !== undefined && isSameKey(key, credentials.accessKeyId)) return undefined;
  const what =
    given === undefined ? 'The request has no credentials' : 'The request has the credentials of something else';
  return {
    kind: 'credentials',
    message: `${what}. The sandbox only answers its own: eval "$(ctl sandbox env)" gives them to the aws command and the SDKs.`,
  };
}

const foreign = (why: string): Refusal => ({
  kind: 'foreign',
  message: `The sandbox's control endpoint does not answer this request: ${why}.`,
});

const quote = (text: string | undefined): string => JSON.stringify((text ?? '').slice(0, 200));
