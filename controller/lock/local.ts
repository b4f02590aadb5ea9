// The lock that every process on this checkout sees.
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
  /** Who holds the lock when this process no longer does; `nobody` when it was deleted by hand. */
  lostTo(): Holder | 'nobody' | undefined;
  release(): void;
}

/**
 * Takes the lock: by making the next generation, which one process does. One that a dead process left behind is taken over
 * with a notice; `takeOver` takes any.
 * @throws {UserError} exit 3, naming who holds it and since when; exit 1 where the folder takes no lock.
 */
export function acquireLocal(context: Context, environment: string, mine: Holder, takeOver: boolean): LocalLock {
  const folder = locksFolder(context.root);
  try {
    for (;;) {
      const seen = newest(folder, nameOf(environment));
      const holder = holderOf(seen);
      const life = holder && lifeOf(holder);
      if (holder && life && life !== 'gone' && !takeOver) throw heldBy(holder, life, environment);
      const number = seen.number + 1;
      if (!advance(folder, nameOf(environment), { number, text: JSON.stringify(mine) })) continue;
      if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)}`);
      return held(folder, environment, { number, mine, previous: holder });
    }
  } catch (error) {
    throw error instanceof UserError ? error : notWritable(folder, error);
  }
}

/** Who holds an environment's lock on this checkout, if anybody does. */
export const lockHolder = (root: string, environment: string): Holder | undefined =>
  holderOf(newest(locksFolder(root), nameOf(environment)));

function held(
  folder: string,
  environment: string,
  { number, mine, previous }: { readonly number: number; readonly mine: Holder; readonly previous: Holder | undefined },
): LocalLock {
  const lostTo: LocalLock['lostTo'] = () => {
    const now = newest(folder, nameOf(environment));
    const holder = holderOf(now);
    return now.number === number && holder?.token === mine.token ? undefined : (holder ?? 'nobody');
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

/** A torn file is nobody's: its machine lost power, since a file appears whole. */
function holderOf({ text }: Generation): Holder | undefined {
  const holder = parseHolder(text);
  return holder === 'torn' ? undefined : holder;
}

const nameOf = (environment: string): string => `${environment}.lock`;
const locksFolder = (root: string): string => join(root, '.teal', 'locks');
