// The shared store of an environment whose state is a local file: files in `.teal/` of this checkout, for all its processes.
import { UserError, messageOf } from '../core/errors';
import { generations } from './generations';
import type { Durability } from './create-whole';
import type { SharedStore, StoredText } from './port';

const POLL_MILLISECONDS = 1_000;

/** Opens the store in a folder, such as `.teal`. Creates nothing before the first write. */
export function openFiles(folder: string, durability: Durability = 'durable'): SharedStore {
  const files = generations(folder, durability);
  const readAll = (keys: readonly string[]): (StoredText | undefined)[] => {
    const place = files.place(keys[0] ?? '');
    return attempt('read', place, () => files.newest(keys)).map((one) => one && toStored(one.number, one.text));
  };
  return {
    pollMilliseconds: POLL_MILLISECONDS,
    place: (key) => files.place(key),
    read: async (key) => readAll([key])[0],
    readAll: async (keys) => readAll(keys),
    list: async (inFolder, after) => {
      const keys = attempt('read', files.place(inFolder), () => files.list(inFolder));
      return after === undefined ? keys : keys.filter((key) => key > after);
    },
    replace: async (key, text, read) =>
      attempt('written', files.place(key), () => {
        const number = Number(read?.version ?? 0) + 1;
        if (files.advance(key, number, text)) return toStored(number, text);
        const [newest] = files.newest([key]);
        return newest?.text === text ? toStored(newest.number, text) : undefined;
      }),
    remove: async (key) => attempt('written', files.place(key), () => files.remove(key)),
  };
}

const toStored = (number: number, text: string): StoredText => ({ text, version: String(number) });

/** @throws {UserError} STORE_NOT_WRITABLE or STORE_UNREADABLE for an error of the file system. */
function attempt<T>(what: 'read' | 'written', place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const writing = what === 'written';
    throw new UserError(
      writing ? 'STORE_NOT_WRITABLE' : 'STORE_UNREADABLE',
      `${place} cannot be ${what}: ${messageOf(error)}`,
      `${writing ? 'Make its folder writable, on a disk with room and hard links' : 'Make it readable'}; ctl rollback works without it`,
      { cause: error },
    );
  }
}
