// Who runs ctl.
import { userInfo } from 'node:os';
import type { Context } from './context';

/** In CI the person who started the run, not the machine's user; a number where the system knows no name. */
export function currentUser({ env }: Context): string {
  const named = env['GITHUB_ACTOR'] || env['GITLAB_USER_LOGIN'] || env['USER'];
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
