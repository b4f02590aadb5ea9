// ctl history: the journal of an environment.
import type { Context } from '../core/context';
import { readJournal } from '../workspace/journal';
import type { JournalEntry } from '../workspace/journal';
import { findEnvironment } from '../workspace/open-environment';

/** An entry with its number, which `ctl rollback --to` takes. `clockBack`: its time is before that of the entry before it. */
export interface Revision extends JournalEntry {
  readonly revision: number;
  readonly clockBack: boolean;
}

/** A journal, newest first. */
export interface History {
  readonly environment: string;
  readonly entries: readonly Revision[];
}

/**
 * Reads the last entries of an environment's journal, for one service if it is named, in the order in which they were written: a
 * clock that went back does not change it.
 */
export async function readHistory(
  context: Context,
  named: string | undefined,
  { service, limit }: { readonly service: string | undefined; readonly limit: number },
): Promise<History> {
  const { name } = await findEnvironment(context, named);
  const entries = readJournal(context.root, name).map((entry, index, all) => ({
    ...entry,
    revision: index + 1,
    clockBack: index > 0 && entry.time < (all[index - 1]?.time ?? ''),
  }));
  const wanted = entries.filter((entry) => service === undefined || entry.service === service || entry.service === '');
  return { environment: name, entries: wanted.slice(-limit).reverse() };
}
