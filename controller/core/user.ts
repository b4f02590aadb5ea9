// The user who runs ctl.
import { userInfo } from 'node:os';
import type { Context } from './context';

/** The user's name; in CI the person who started the run. A user id when the system has no name. */
export function currentUser({ env }: Context): string {
  const named = env['GITHUB_ACTOR'] || env['GITLAB_USER_LOGIN'] || env['USER'];
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
