// The journal of an environment: one stored text for each change, numbered from 1. An entry is never changed, and its number, the
// revision, is the same for every checkout.
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';
import { currentUser } from '../core/user';
import { noteSeenRevisions } from '../workspace/seen-revisions';
import { openFiles } from './files';
import { isInS3, openSharedStore } from './index';
import { parseEntry } from './journal-entry';
import type { JournalEntry, NewEntry, Revision } from './journal-entry';
import type { Patience, SharedStore } from './port';

export type { JournalEntry, NewEntry, Revision } from './journal-entry';

/** How many entries are read at once at first; each further read takes twice as many. */
const FIRST_READ = 8;
const MOST_AT_ONCE = 512;
/** How often to try while other processes write entries. */
const TRIES = 50;

/** The journal of one environment. */
export interface Journal {
  /** Where the entries are, for people. */
  readonly place: string;
  /** The folder of the entries when it is in this checkout. */
  readonly folder: string | undefined;
  /**
   * Adds an entry with time and user. Never throws: a change that was made does not fail because its entry cannot be written; the
   * entry is printed instead. Undefined then.
   */
  append(entry: NewEntry): Promise<Revision | undefined>;
  /** The newest revision; 0 before the first. */
  newest(): Promise<number>;
  /**
   * Reads the revisions from the newest to the oldest, a few at a time.
   * @throws {UserError} JOURNAL_DAMAGED when an entry is missing or incomplete; STORE_NEWER.
   */
  newestFirst(): AsyncGenerator<Revision, void, undefined>;
}

/** Opens the journal of an environment. Makes no call yet. */
export async function openJournal(
  context: Context,
  environment: Environment,
  patience: Patience = 'patient',
): Promise<Journal> {
  const store = await openSharedStore(context, environment, patience);
  const folder = `journal/${environment.name}/`;
  const cache = isInS3(environment) ? openFiles(cacheFolder(context, store.place(folder))) : undefined;
  const newest = async (): Promise<number> => findNewest(store, folder, cache && (await countCached(cache, folder)));
  return {
    place: store.place(folder),
    folder: cache ? undefined : store.place(folder),
    append: async (entry) => {
      const full: JournalEntry = {
        schemaVersion: 1,
        id: randomUUID(),
        time: context.now().toISOString(),
        who: currentUser(context),
        ...entry,
      };
      try {
        const revision = await appendEntry(store, folder, full, newest);
        if (entry.to) noteSeenRevisions(context, environment.name, [[entry.service, revision.revision]]);
        return revision;
      } catch (error) {
        context.io.err(`warning: NOT IN THE JOURNAL: ${messageOf(error)}. The entry for ${store.place(folder)} is:`);
        context.io.err(JSON.stringify(full));
        return undefined;
      }
    },
    newest,
    newestFirst: async function* () {
      let next = await newest();
      for (let size = FIRST_READ; next > 0; size = Math.min(size * 2, MOST_AT_ONCE)) {
        const revisions = Array.from({ length: Math.min(size, next) }, (_, index) => next - index);
        yield* await readRevisions(store, cache, folder, revisions);
        next -= revisions.length;
      }
    },
  };
}

/** Reads every revision, oldest first. */
export async function readJournal(journal: Journal): Promise<Revision[]> {
  const all: Revision[] = [];
  for await (const revision of journal.newestFirst()) all.push(revision);
  return all.reverse();
}

const keyOf = (folder: string, revision: number): string => `${folder}${String(revision).padStart(9, '0')}.json`;

const revisionOf = (key: string): number => Number(/(\d{9})\.json$/.exec(key)?.[1] ?? NaN);

/**
 * Finds the newest revision, of which at least `known` exist.
 * @throws {UserError} JOURNAL_DAMAGED when one in between is missing.
 */
async function findNewest(store: SharedStore, folder: string, known = 0): Promise<number> {
  const keys = await store.list(folder, known > 1 ? keyOf(folder, known - 1) : undefined);
  const revisions = keys.map(revisionOf).filter((revision) => !Number.isNaN(revision));
  const first = Math.max(1, known);
  const missing = revisions.findIndex((revision, index) => revision !== first + index);
  if (missing >= 0) throw damaged(store.place(keyOf(folder, first + missing)), 'is missing');
  if (known > 0 && revisions.length === 0) throw damaged(store.place(keyOf(folder, known)), 'is missing');
  return revisions.at(-1) ?? 0;
}

/** Writes an entry under the next free number. An entry whose answer was lost is found again by its content. */
async function appendEntry(
  store: SharedStore,
  folder: string,
  entry: JournalEntry,
  newest: () => Promise<number>,
): Promise<Revision> {
  const text = JSON.stringify(entry);
  let revision = (await newest()) + 1;
  for (let tries = 0; tries < TRIES; tries++, revision++) {
    if (await store.replace(keyOf(folder, revision), text, undefined)) return { ...entry, revision };
  }
  throw new UserError(
    'STORE_BUSY',
    `Too many processes write ${store.place(folder)} at once`,
    'Run the same command again',
  );
}

/** Reads revisions; entries never change, so those of a bucket are kept on this machine. */
async function readRevisions(
  store: SharedStore,
  cache: SharedStore | undefined,
  folder: string,
  revisions: readonly number[],
): Promise<readonly Revision[]> {
  const keys = revisions.map((revision) => keyOf(folder, revision));
  const kept = cache ? await cache.readAll(keys) : [];
  const unknown = keys.filter((_, index) => kept[index] === undefined);
  const read = await store.readAll(unknown);
  const texts = new Map(unknown.map((key, index) => [key, read[index]?.text]));
  return Promise.all(
    revisions.map(async (revision, index) => {
      const key = keyOf(folder, revision);
      const text = kept[index]?.text ?? texts.get(key);
      if (text === undefined) throw damaged(store.place(key), 'is missing');
      const entry = parseEntry(text, store.place(key));
      if (entry === undefined) throw damaged(store.place(key), 'is incomplete, or was not written by ctl');
      if (kept[index] === undefined) await keep(cache, key, text);
      return { ...entry, revision };
    }),
  );
}

/** A failure to keep an entry is not an error: it is read again. */
async function keep(cache: SharedStore | undefined, key: string, text: string): Promise<void> {
  try {
    await cache?.replace(key, text, undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/** The newest revision on this machine; 0 without any. */
async function countCached(cache: SharedStore, folder: string): Promise<number> {
  try {
    return revisionOf((await cache.list(folder)).at(-1) ?? '') || 0;
  } catch (error) {
    if (error instanceof UserError) return 0;
    throw error;
  }
}

const cacheFolder = ({ root }: Pick<Context, 'root'>, place: string): string =>
  join(root, '.teal', 'cache', createHash('sha256').update(place).digest('hex').slice(0, 16));

const damaged = (place: string, why: string): UserError =>
  new UserError(
    'JOURNAL_DAMAGED',
    `The journal entry ${place} ${why}`,
    'Restore it, such as from an older version of the object or from another checkout; ctl rollback works meanwhile',
  );
