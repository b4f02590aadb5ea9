// Compares a service in the file of a checkout with the revisions of the journal: is the file the newest, an older one, or edited? Pure.
import { COLORS } from '../../routing/model';
import type { Color } from '../../routing/model';
import type { Service } from '../../environments/schema';
import { parseId } from '../../environments/versions/identity';
import { changeSettings, codeSettings } from './decision';
import type { Decision, Settings } from './decision';
import { takeSnapshot } from './snapshot';
import type { Snapshot } from './snapshot';

/** A revision of a service, as far as this needs it. */
export interface ServiceRevision {
  readonly revision: number;
  readonly from: Snapshot | null;
  readonly to: Snapshot | null;
}

/** A field that differs from the newest revision, as text. `kind`: where requests go, or what a color runs. */
export interface FieldDifference {
  readonly kind: 'routing' | 'code';
  readonly field: string;
  readonly newest: string;
  readonly file: string;
}

/**
 * The state of a service in a checkout. `current`: as in the newest revision, or there is none. `unfinished`: this checkout was about
 * to make the next revision. `stale`: an older revision, so that somebody else has changed the service since. `edited`: by hand.
 */
export type CheckoutState =
  | { readonly kind: 'current' }
  | { readonly kind: 'unfinished' | 'stale' | 'edited'; readonly differences: readonly FieldDifference[] };

/** What this checkout knows of a service. */
export interface CheckoutMemory {
  /** The newest revision to which its file was equal; undefined when it is not known. */
  readonly seen: number | undefined;
  /** The revision on which a change of this checkout was based that was not journaled, and the service before and after it. */
  readonly unfinished: { readonly base: number; readonly settings: readonly Service[] } | undefined;
}

/**
 * Compares a service in the file with its revisions, the newest first. An older split or color in the file is a stale checkout, even if
 * somebody typed it: the way back is a verb. Older code may be an edit, if this checkout has seen the newest revision.
 */
export function compareCheckout(
  service: Service,
  [newest, ...older]: readonly ServiceRevision[],
  { seen, unfinished }: CheckoutMemory,
): CheckoutState {
  const file = takeSnapshot(service);
  if (!newest?.to) return { kind: 'current' };
  const differing = PARTS.filter((part) => differ(part, newest.to, file));
  if (differing.length === 0) return { kind: 'current' };
  const differences = differing.map(({ kind, field, text }) => ({
    kind,
    field,
    newest: text(newest.to),
    file: text(file),
  }));
  if (unfinished?.base === newest.revision && isBetween(file, unfinished.settings.map(takeSnapshot), newest.to)) {
    return { kind: 'unfinished', differences };
  }
  const past = older.flatMap(({ from, to }) => [from, to]).concat(newest.from);
  const wasBefore = (kind: FieldDifference['kind']): boolean => {
    const parts = PARTS.filter((part) => part.kind === kind);
    const differs = differing.some((part) => part.kind === kind);
    return differs && past.some((one) => one && parts.every((part) => !differ(part, one, file)));
  };
  const isOlder = wasBefore('routing') || (wasBefore('code') && seen !== newest.revision);
  const isBehind =
    (seen !== undefined && seen < newest.revision) || COLORS.some((color) => hasOlderVersion(color, file, newest.to));
  return { kind: isOlder || isBehind ? 'stale' : 'edited', differences };
}

/** Whether the revisions that were read decide the comparison: the file is the newest one. */
export const isNewest = (service: Service, newest: ServiceRevision | undefined): boolean =>
  !newest?.to || isEqual(newest.to, takeSnapshot(service));

/** Brings a service to a revision. */
export function pullSnapshot(service: Service, snapshot: Snapshot): Decision {
  const settings: Settings = {
    active_color: snapshot.active,
    activate_canary: snapshot.canary,
    whitelisted_ips: [...snapshot.canaryIps],
    green_weight: snapshot.weights.green,
    ...codeSettings('blue', snapshot.ownCode.blue ?? undefined),
    ...codeSettings('green', snapshot.ownCode.green ?? undefined),
  };
  return changeSettings(service, settings, 'as in the newest revision', 'is the newest revision already');
}

interface Part {
  readonly kind: FieldDifference['kind'];
  readonly field: string;
  readonly text: (snapshot: Snapshot | null) => string;
  readonly isVersion?: true;
}

const describeOwn = (color: Color) => (snapshot: Snapshot | null) => {
  const code = snapshot?.ownCode[color];
  if (!code) return 'nothing';
  return code.kind === 'image' ? code.uri : `package ${code.source}`;
};

/** The parts of a snapshot that the file decides, under the names of the file. */
const PARTS: readonly Part[] = [
  { kind: 'routing', field: 'active_color', text: (one) => one?.active ?? '' },
  { kind: 'routing', field: 'green_weight', text: (one) => String(one?.weights.green) },
  { kind: 'routing', field: 'activate_canary', text: (one) => String(one?.canary) },
  { kind: 'routing', field: 'whitelisted_ips', text: (one) => one?.canaryIps.join(', ') || 'none' },
  { kind: 'code', field: 'code of blue', text: describeOwn('blue') },
  { kind: 'code', field: 'code of green', text: describeOwn('green') },
  { kind: 'code', field: 'version of blue', text: (one) => one?.versions?.blue ?? 'none', isVersion: true },
  { kind: 'code', field: 'version of green', text: (one) => one?.versions?.green ?? 'none', isVersion: true },
];

const isEqual = (a: Snapshot, b: Snapshot): boolean => PARTS.every((part) => !differ(part, a, b));

/**
 * Whether a change that was cut off may have left this: it writes the environment file first, then the versions file. One that began
 * from an older file knows no versions; those of the newest revision are the only ones that it may leave.
 */
const isBetween = (file: Snapshot, ends: readonly Snapshot[], newest: Snapshot): boolean => {
  const [versions, others] = [PARTS.filter((part) => part.isVersion), PARTS.filter((part) => !part.isVersion)];
  const isSame = ({ text }: Part, end: Snapshot): boolean => text(end) === text(file);
  return (
    ends.some((end) => others.every((part) => isSame(part, end))) &&
    (ends.some((end) => versions.every((part) => isSame(part, end))) ||
      versions.every((part) => !differ(part, newest, file)))
  );
};

/** Whether a part differs from a revision. One from before there were versions says nothing about them. */
const differ = ({ text, isVersion }: Part, revision: Snapshot | null, file: Snapshot): boolean =>
  text(revision) !== text(file) && !(isVersion && !revision?.versions);

/** Whether the file has an older version of a color than a revision, or none: it was not committed, or taken back. */
function hasOlderVersion(color: Color, file: Snapshot, newest: Snapshot | null): boolean {
  const number = (snapshot: Snapshot | null): number => parseId(snapshot?.versions?.[color] ?? '')?.number ?? 0;
  return number(file) < number(newest);
}
