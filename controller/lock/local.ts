// The lock on this checkout, for all its processes.
import { join } from 'node:path';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { heldBy, notWritable } from './errors';
import { advance, clearOld, newest } from './generations';
import type { Generation } from './generations';
import { describeHolder, freeText, lifeOf, parseHolder } from './holder';
import type { Holder } from './holder';

/** A local lock that is held. */
export interface LocalLock {
  readonly previous: Holder | undefined;
  /** The new holder when this process lost the lock; `nobody` when the file was deleted by hand. */
  lostTo(): Holder | 'nobody' | undefined;
  release(): void;
}

/**
 * Acquires the lock by creating the next generation, which only one process can do. The lock of a process that has ended is taken
 * over with a notice; with `takeOver` any lock is.
 * @throws {UserError} exit 3 with the holder; exit 1 when the lock cannot be written.
 */
export function acquireLocal(context: Context, environment: string, self: Holder, takeOver: boolean): LocalLock {
  const folder = locksFolder(context.root);
  try {
    for (;;) {
      const seen = newest(folder, nameOf(environment));
      const holder = holderOf(seen);
      const life = holder && lifeOf(holder);
      if (holder && life && life !== 'gone' && !takeOver) throw heldBy(holder, life, environment);
      const number = seen.number + 1;
      if (!advance(folder, nameOf(environment), { number, text: JSON.stringify(self) })) continue;
      if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)}`);
      return createLock(folder, environment, { number, self, previous: holder });
    }
  } catch (error) {
    throw error instanceof UserError ? error : notWritable(folder, error);
  }
}

/** The holder of an environment's lock on this checkout; undefined when it is free. */
export const lockHolder = (root: string, environment: string): Holder | undefined =>
  holderOf(newest(locksFolder(root), nameOf(environment)));

function createLock(
  folder: string,
  environment: string,
  { number, self, previous }: { readonly number: number; readonly self: Holder; readonly previous: Holder | undefined },
): LocalLock {
  const lostTo: LocalLock['lostTo'] = () => {
    const now = newest(folder, nameOf(environment));
    const holder = holderOf(now);
    return now.number === number && holder?.token === self.token ? undefined : (holder ?? 'nobody');
  };
  return {
    previous,
    lostTo,
    release: () => {
      if (lostTo() === undefined) advance(folder, nameOf(environment), { number: number + 1, text: freeText() });
      clearOld(folder, nameOf(environment));
    },
  };
}

/** An incomplete file counts as a free lock: files appear complete, so the machine lost power. */
function holderOf({ text }: Generation): Holder | undefined {
  const holder = parseHolder(text);
  return holder === 'torn' ? undefined : holder;
}

const nameOf = (environment: string): string => `${environment}.lock`;
const locksFolder = (root: string): string => join(root, '.teal', 'locks');
