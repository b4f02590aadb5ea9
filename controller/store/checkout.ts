// Compares the file of a checkout with the journal, so that a change never begins from a state that somebody else has changed.
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { compareCheckout, isNewest } from '../release/checkout';
import type { CheckoutState, FieldDifference } from '../release/checkout';
import type { Snapshot } from '../release/snapshot';
import { readPendingChange } from '../workspace/pending-changes';
import { noteSeenRevisions, readSeenRevisions } from '../workspace/seen-revisions';
import { openJournal } from './journal';
import type { Revision } from './journal';
import type { Patience } from './port';

/** A service of a checkout, its state, and its revisions, the newest first: as many as decide the state. */
export interface ComparedService {
  readonly service: Service;
  readonly state: CheckoutState;
  readonly revisions: readonly Revision[];
}

/**
 * Compares services with the journal. Reads a few entries when the file is the newest revision, else all of them.
 * @throws {UserError} when the journal cannot be read.
 */
export async function compareWithJournal(
  context: Context,
  environment: Environment,
  services: readonly Service[],
  patience: Patience = 'patient',
): Promise<readonly ComparedService[]> {
  const found = new Map<string, Revision[]>(services.map(({ name }) => [name, []]));
  const isDecided = (service: Service): boolean => {
    const [newest] = found.get(service.name) ?? [];
    return newest !== undefined && isNewest(service, newest);
  };
  for await (const revision of (await openJournal(context, environment, patience)).newestFirst()) {
    if (revision.to) found.get(revision.service)?.push(revision);
    if (services.every(isDecided)) break;
  }
  const seen = readSeenRevisions(context, environment.name);
  const compared = services.map((service) => {
    const revisions = found.get(service.name) ?? [];
    const pending = readPendingChange(context.root, environment.name, service.name);
    const unfinished = pending && { base: pending.base, settings: [...pending.before, ...pending.after] };
    const state = compareCheckout(service, revisions, { seen: seen[service.name], unfinished });
    return { service, state, revisions };
  });
  const current = compared.filter(({ state, revisions }) => state.kind === 'current' && revisions.length > 0);
  noteSeenRevisions(context, environment.name, newestRevisions(current));
  return compared;
}

/** The newest revision of each service. */
export const newestRevisions = (compared: readonly ComparedService[]): ReadonlyMap<string, number> =>
  new Map(compared.map(({ service, revisions }) => [service.name, revisions[0]?.revision ?? 0]));

/** The services whose last change was cut off before its journal entry, with the newest state in the journal. */
export const findUnjournaled = (compared: readonly ComparedService[]): ReadonlyMap<string, Snapshot> =>
  new Map(
    compared.flatMap(({ service, state, revisions: [newest] }) =>
      state.kind === 'unfinished' && newest?.to ? [[service.name, newest.to] as const] : [],
    ),
  );

/**
 * Refuses a stale checkout; and one whose code was edited, unless `code` is `proven`: the change itself finds out what runs.
 * @throws {UserError} STALE_CHECKOUT with who changed what since; DRIFT with the fields that were edited.
 */
export function refuseStale(
  environment: string,
  compared: readonly ComparedService[],
  code: 'proven' | 'unproven',
): void {
  const stale = compared.filter(({ state }) => state.kind === 'stale');
  if (stale.length > 0) {
    throw new UserError(
      'STALE_CHECKOUT',
      [
        `The file of this checkout is not the newest of ${environment}; nothing was changed:`,
        ...stale.flatMap(describeStale),
      ].join('\n'),
      `git pull brings the newest file; without waiting for it, ctl pull -e ${environment} writes it from the journal. ctl rollback works at any time`,
    );
  }
  const edited = code === 'proven' ? [] : compared.filter(({ state }) => differencesOf(state, 'code').length > 0);
  if (edited.length === 0) return;
  throw new UserError(
    'DRIFT',
    [
      `The file of ${environment} was edited and not deployed; nothing was changed:`,
      ...edited.flatMap(({ service, state }) =>
        differencesOf(state, 'code').map((one) => `  ${service.name}: ${describeDifference(one)}`),
      ),
    ].join('\n'),
    `ctl deploy -e ${environment} takes the edit up, unless its color has traffic; ctl plan -e ${environment} says so`,
  );
}

/** The differences of an edited service, one line for each. */
export const describeEdits = (compared: readonly ComparedService[]): readonly string[] =>
  compared.flatMap(({ service, state }) =>
    state.kind === 'edited' ? state.differences.map((one) => `${service.name}: ${describeDifference(one)}`) : [],
  );

/** What a stale checkout does not have: each difference, and the last change that made it. */
export function describeStale({ service, state, revisions }: ComparedService): readonly string[] {
  const [newest] = revisions;
  if (state.kind !== 'stale' || !newest) return [];
  const { revision, who, time, verb, reason } = newest;
  return [
    ...state.differences.map((one) => `  ${service.name}: ${describeDifference(one)}`),
    `  revision ${revision}: ctl ${verb} by ${who} at ${time}${reason ? ` (${reason})` : ''}`,
  ];
}

const differencesOf = (state: CheckoutState, kind: FieldDifference['kind']): readonly FieldDifference[] =>
  state.kind === 'edited' ? state.differences.filter((one) => one.kind === kind) : [];

const describeDifference = ({ field, newest, file }: FieldDifference): string =>
  `${field} is ${file} in the file, ${newest} in the newest revision`;
