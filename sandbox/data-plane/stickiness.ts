// Target group stickiness: the AWSALBTG cookie, which beats the weights until it expires. Pure.
import { chooseTarget } from '../../routing/requests';
import type { Forward } from '../../routing';

const COOKIE = 'AWSALBTG';

/** The group that gets a request, and the cookies to set when the choice was made just now. */
export interface Choice {
  readonly group: string;
  readonly cookies: readonly string[];
}

/** The cookie's group while it is one of the rule's, whatever its weight; else by weight. Undefined when every weight is 0. */
export function chooseGroup(
  forward: Forward,
  cookieHeaders: readonly string[],
  random: number,
  now: Date,
): Choice | undefined {
  const sticky = forward.stickinessSeconds;
  const kept = sticky === null ? undefined : stuckTo(forward, cookieHeaders, now);
  if (kept !== undefined) return { group: kept, cookies: [] };
  const chosen = chooseTarget(forward, random);
  if (!chosen) return undefined;
  return { group: chosen.targetGroup, cookies: sticky === null ? [] : issued(chosen.targetGroup, sticky, now) };
}

function stuckTo(forward: Forward, cookieHeaders: readonly string[], now: Date): string | undefined {
  const cookies = cookieHeaders.flatMap((header) => header.split(';')).map((cookie) => cookie.trim());
  const value = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  if (value === undefined) return undefined;
  const [until, group] = Buffer.from(value, 'base64url').toString('utf8').split(' ');
  const alive = Number(until) > now.getTime();
  return alive && forward.targets.some((target) => target.targetGroup === group) ? group : undefined;
}

function issued(group: string, seconds: number, now: Date): string[] {
  const until = new Date(now.getTime() + seconds * 1000);
  const value = Buffer.from(`${until.getTime()} ${group}`).toString('base64url');
  const rest = `Expires=${until.toUTCString()}; Path=/`;
  return [`${COOKIE}=${value}; ${rest}`, `${COOKIE}CORS=${value}; ${rest}; SameSite=None; Secure`];
}
