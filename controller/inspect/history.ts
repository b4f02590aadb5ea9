// ctl history: the journal of an environment.
import type { Context } from '../core/context';
import { openJournal } from '../store/journal';
import type { Revision } from '../store/journal';
import { findEnvironment } from '../workspace/open-environment';
import { readForRollback } from '../rollback/load-environment';

/** A revision. `clockBack`: its time is before that of the revision before it. */
export interface HistoryEntry extends Revision {
  readonly clockBack: boolean;
}

/** A journal, newest first. */
export interface History {
  readonly environment: string;
  readonly entries: readonly HistoryEntry[];
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
  const { environment } = await readForRollback(context, await findEnvironment(context, named));
  const entries: HistoryEntry[] = [];
  let last: Revision | undefined;
  for await (const revision of (await openJournal(context, environment)).newestFirst()) {
    const clockBack = last !== undefined && last.time < revision.time;
    if (last && isAbout(last, service)) entries.push({ ...last, clockBack });
    last = revision;
    if (entries.length === limit) return { environment: environment.name, entries };
  }
  if (last && isAbout(last, service)) entries.push({ ...last, clockBack: false });
  return { environment: environment.name, entries };
}

const isAbout = (revision: Revision, service: string | undefined): boolean =>
  service === undefined || revision.service === service || revision.service === '';
