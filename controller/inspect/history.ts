// ctl history: the journal of an environment.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
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
 * @throws {UserError} SERVICE_NOT_FOUND when neither the file nor the journal has the service.
 */
export async function readHistory(
  context: Context,
  named: string | undefined,
  { service, limit }: { readonly service: string | undefined; readonly limit: number },
): Promise<History> {
  const { environment } = await readForRollback(context, await findEnvironment(context, named));
  const names = environment.services.map(({ name }) => name);
  let known = service === undefined || names.includes(service);
  const entries: HistoryEntry[] = [];
  const keep = (revision: Revision, clockBack: boolean): void => {
    if (entries.length < limit && isAbout(revision, service)) entries.push({ ...revision, clockBack });
  };
  let last: Revision | undefined;
  for await (const revision of (await openJournal(context, environment)).newestFirst()) {
    if (last) keep(last, last.time < revision.time);
    last = revision;
    known ||= revision.service === service;
    if (known && entries.length === limit) break;
  }
  if (last) keep(last, false);
  if (!known) throw unknownService(environment.name, service ?? '', names);
  return { environment: environment.name, entries };
}

/** A service that was removed from the file still has its entries, so that its name is not a mistake. */
const unknownService = (environment: string, service: string, names: readonly string[]): UserError =>
  new UserError(
    'SERVICE_NOT_FOUND',
    `${environment} has no service ${JSON.stringify(service)}, and had none in its journal`,
    didYouMean(service, names),
  );

const isAbout = (revision: Revision, service: string | undefined): boolean =>
  service === undefined || revision.service === service || revision.service === '';
