// The locks of an environment, as ctl doctor and ctl status see them.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { describeHolder, findLock, lockKey, lockStores } from '../lock';
import type { FoundLock } from '../lock';
import { createInfo, toFailure } from './finding';
import type { Finding } from './finding';

/** A lock in one place: free, held, or unreadable. */
export interface SeenLock {
  readonly place: string;
  readonly found?: FoundLock | undefined;
  readonly unreadable?: UserError;
}

/** Reads every lock of an environment: on this checkout first, then in S3. */
export async function readLocks(context: Context, environment: Environment): Promise<readonly SeenLock[]> {
  const stores = await lockStores(context, environment, 'hurried');
  return Promise.all(
    stores.map(async (store): Promise<SeenLock> => {
      const place = store.place(lockKey(environment.name));
      try {
        return { place, found: (await findLock(store, environment.name)).found };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { place, unreadable: error };
      }
    }),
  );
}

/** A finding for each lock: who holds it, whether that process runs, and what to type. No rollback needs a lock. */
export const checkLocks = async (context: Context, environment: Environment): Promise<readonly Finding[]> =>
  (await readLocks(context, environment)).map((lock, index) =>
    toFinding(lock, index === 0 ? 'lock' : 'lock in S3', environment.name),
  );

function toFinding({ place, found, unreadable }: SeenLock, about: string, environment: string): Finding {
  if (unreadable) return toFailure(about, false, unreadable);
  if (!found) return { about, ok: true, needed: false, detail: `not held (${place})` };
  const { life } = found;
  const who = describeHolder(found.holder);
  if (life === 'running') return createInfo(about, `${who}, which runs on this machine`);
  if (life === 'gone') return createInfo(about, `${who}, which has ended: the next change takes it over`);
  const detail = `${who}; from here it cannot be seen whether that still runs`;
  return { ...createInfo(about, detail), hint: `If it has ended: ctl unlock -e ${environment}` };
}
