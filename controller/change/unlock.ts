// ctl unlock: frees the lock of an environment whose holder has ended where nobody can see it, such as on another machine.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { describeHolder, findLock, freeLock, lockStores } from '../lock';
import type { FoundLock, Holder } from '../lock';
import type { Environment } from '../../environments';
import { openJournal } from '../store/journal';
import { findEnvironment } from '../workspace/open-environment';
import { confirm } from './preflight';

/** Arguments of an unlock, as yargs parses them. */
export interface UnlockArguments {
  readonly environment?: string;
  readonly yes: boolean;
  /** Frees the lock of a process that runs on this machine, too. */
  readonly force: boolean;
  readonly message?: string;
  /** Prints the locks, before the question. */
  readonly show: (locks: readonly FoundLock[]) => void;
}

/** The locks that were freed; none when nobody held one. */
export interface UnlockResult {
  readonly environment: string;
  readonly freed: readonly FoundLock[];
}

/**
 * Frees the locks of an environment, on this checkout and in S3, each only if it is still its holder's, and journals it.
 * @throws {UserError} LOCK_HELD when the holder runs on this machine and `force` is not given, or when a lock changed hands meanwhile;
 * CONFIRMATION_REQUIRED or DECLINED.
 */
export async function runUnlock(context: Context, args: UnlockArguments): Promise<UnlockResult> {
  const { file } = await findEnvironment(context, args.environment);
  const { loadEnvironment } = await import('../../environments');
  const { environment } = loadEnvironment(file, { for: 'rollback' });
  const { name } = environment;
  const found = await findHeld(context, environment);
  const locks = found.map(({ lock }) => lock);
  if (locks.length === 0) return { environment: name, freed: [] };
  const running = locks.find(({ life }) => life === 'running');
  if (running && !args.force) throw stillRunning(name, running.holder);
  if (!args.yes) args.show(locks);
  await confirm(context, args.yes, `Free the lock of ${name}?`, `Nothing was freed in ${name}`);
  const freed: FoundLock[] = [];
  try {
    for (const { lock, free } of found) {
      if (!(await free())) throw changedHands(name, lock);
      freed.push(lock);
    }
  } finally {
    if (freed.length > 0) await journalUnlock(context, environment, freed, args.message);
  }
  return { environment: name, freed };
}

async function findHeld(
  context: Context,
  environment: Environment,
): Promise<readonly { readonly lock: FoundLock; readonly free: () => Promise<boolean> }[]> {
  const { name } = environment;
  const stores = await lockStores(context, environment);
  const locks = await Promise.all(stores.map(async (store) => ({ store, ...(await findLock(store, name)) })));
  return locks.flatMap(({ store, read, found }) =>
    found ? [{ lock: found, free: () => freeLock(store, name, read) }] : [],
  );
}

async function journalUnlock(
  context: Context,
  environment: Environment,
  freed: readonly FoundLock[],
  reason: string | undefined,
): Promise<void> {
  const holders = new Set(freed.map(({ holder }) => `the lock of ${describeHolder(holder)}`));
  const journal = await openJournal(context, environment);
  await journal.append({
    verb: 'unlock',
    service: '',
    from: null,
    to: null,
    reason: reason ?? null,
    overrode: [...holders].join('; '),
    via: 'file',
    result: 'done',
  });
}

const stillRunning = (environment: string, holder: Holder): UserError =>
  new UserError(
    'LOCK_HELD',
    `${environment} is being changed by ${describeHolder(holder)}, which runs on this machine; nothing was freed`,
    `Wait for it to end, or stop it with kill ${holder.pid}; ctl rollback -e ${environment} continues at once. ctl unlock --force frees the lock anyway: that change then stops at its next step`,
  );

const changedHands = (environment: string, { place, holder }: FoundLock): UserError =>
  new UserError(
    'LOCK_HELD',
    `${place} is not held by ${describeHolder(holder)} any more, so that it was not freed`,
    `ctl doctor -e ${environment} shows who holds it now`,
  );
