// Target group stickiness: the AWSALBTG cookie, which overrides the weights until it expires.
import { createHmac, randomBytes } from 'node:crypto';
import { chooseTarget } from '../../routing/requests';
import type { Forward } from '../../routing';

const COOKIE = 'AWSALBTG';

/** Signs the cookies of this process: a client can make none of its own, as it cannot for AWS ("Sticky sessions": contents are encrypted). */
const KEY = randomBytes(32);

/** The group that gets a request, and the cookies to set when the choice is new. */
export interface Choice {
  readonly group: string;
  readonly cookies: readonly string[];
}

/** The cookie's group while the rule contains it, whatever its weight; otherwise by weight. Undefined when every weight is 0. */
export function chooseGroup(
  forward: Forward,
  cookieHeaders: readonly string[],
  random: number,
  now: Date,
): Choice | undefined {
  const sticky = forward.stickinessSeconds;
  const current = sticky === null ? undefined : readStickyGroup(forward, cookieHeaders, now);
  if (current !== undefined) return { group: current, cookies: [] };
  const chosen = chooseTarget(forward, random);
  if (!chosen) return undefined;
  return { group: chosen.targetGroup, cookies: sticky === null ? [] : issueCookies(chosen.targetGroup, sticky, now) };
}

function readStickyGroup(forward: Forward, cookieHeaders: readonly string[], now: Date): string | undefined {
  const cookies = cookieHeaders.flatMap((header) => header.split(';')).map((cookie) => cookie.trim());
  const value = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  if (value === undefined) return undefined;
  const [until = '', group = '', signature] = Buffer.from(value, 'base64url').toString('utf8').split(' ');
  const isValid = Number(until) > now.getTime() && signature === sign(until, group);
  return isValid && forward.targets.some((target) => target.targetGroup === group) ? group : undefined;
}

const sign = (until: string, group: string): string =>
  createHmac('sha256', KEY).update(`${until} ${group}`).digest('base64url');

function issueCookies(group: string, seconds: number, now: Date): string[] {
  const until = new Date(now.getTime() + seconds * 1000);
  const time = String(until.getTime());
  const value = Buffer.from(`${time} ${group} ${sign(time, group)}`).toString('base64url');
  const rest = `Expires=${until.toUTCString()}; Path=/`;
  return [`${COOKIE}=${value}; ${rest}`, `${COOKIE}CORS=${value}; ${rest}; SameSite=None; Secure`];
}
