// An entry of the journal, as data and as text. Pure.
import type { Evaluation } from '../release';
import { COLORS } from '../../routing/model';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import type { Snapshot } from '../release/snapshot';

/** One change of one service. `from` and `to` are its routing in the file before and after. */
export interface JournalEntry {
  readonly schemaVersion: 1;
  /** Unique, so that no two entries are equal. */
  readonly id: string;
  readonly time: string;
  readonly who: string;
  readonly verb: string;
  /** Empty for an entry about the whole environment. */
  readonly service: string;
  readonly from: Snapshot | null;
  readonly to: Snapshot | null;
  readonly reason: string | null;
  /** A gate that would have refused the change and was overridden, such as a freeze. */
  readonly overrode?: string;
  readonly via: 'live' | 'terraform' | 'sandbox' | 'file';
  readonly result: 'done' | 'failed' | 'interrupted';
  /** When the rules were read back as desired; undefined otherwise. */
  readonly acceptedAt?: string;
  /** When the answers of the load balancer matched the new split; undefined otherwise. */
  readonly inEffectAt?: string;
  /** The error, if the change failed. */
  readonly error?: string;
  /** The end of a rollout: its id, who started it, how it ended, and the last evaluation of the candidate. */
  readonly rollout?: {
    readonly id: string;
    readonly by: string;
    readonly outcome: 'settled' | 'promoted' | 'rolled-back';
    readonly verdict: string | null;
    /** The last evaluation with its numbers; undefined without one, and in entries of earlier versions. */
    readonly evaluation?: Evaluation;
  };
}

/** What a change adds to the journal; the rest is added when it is written. */
export type NewEntry = Omit<JournalEntry, 'schemaVersion' | 'id' | 'time' | 'who'>;

/** An entry with its number, from 1, which `ctl rollback --to` takes. */
export interface Revision extends JournalEntry {
  readonly revision: number;
}

/**
 * Parses an entry; undefined when the text is incomplete or is not an entry. Written by hand, since a rollback reads entries and must
 * not wait until a library for this is loaded.
 * @throws {UserError} STORE_NEWER when a newer ctl wrote it.
 */
export function parseEntry(text: string, place: string): JournalEntry | undefined {
  const json = parseJson(text);
  if (!isObject(json) || typeof json.schemaVersion !== 'number') return undefined;
  if (json.schemaVersion > 1) {
    throw new UserError(
      'STORE_NEWER',
      `${place} was written by a newer ctl (format ${json.schemaVersion})`,
      'Use that version of ctl; ctl rollback works meanwhile',
    );
  }
  return isEntry(json) ? json : undefined;
}

const TEXTS = ['id', 'time', 'who', 'verb', 'service', 'via', 'result'] as const;

const OPTIONAL_TEXTS = ['overrode', 'acceptedAt', 'inEffectAt', 'error'] as const;

const isEntry = (json: Partial<JournalEntry>): json is JournalEntry =>
  TEXTS.every((name) => typeof json[name] === 'string') &&
  !Number.isNaN(Date.parse(json.time ?? '')) &&
  [json.from, json.to].every((side) => side === null || isSnapshot(side)) &&
  (json.reason === null || typeof json.reason === 'string') &&
  OPTIONAL_TEXTS.every((name) => json[name] === undefined || typeof json[name] === 'string') &&
  (json.rollout === undefined || isEnd(json.rollout));

const isEnd = (rollout: unknown): boolean =>
  isObject<NonNullable<JournalEntry['rollout']>>(rollout) &&
  [rollout.id, rollout.by, rollout.outcome].every((text) => typeof text === 'string') &&
  (rollout.verdict === null || typeof rollout.verdict === 'string');

function isSnapshot(side: unknown): boolean {
  if (!isObject<Snapshot>(side)) return false;
  const { weights, code, ownCode, canaryIps, canary, versions } = side;
  const isVersion = (id: unknown): boolean => id === null || typeof id === 'string';
  return (
    [side.active, side.candidate].every((color) => color === 'blue' || color === 'green') &&
    COLORS.every((color) => typeof weights?.[color] === 'number' && typeof code?.[color] === 'string') &&
    COLORS.every((color) => ownCode?.[color] === null || isObject(ownCode?.[color])) &&
    (versions === undefined ||
      (isObject(versions) && COLORS.every((color) => isVersion(Reflect.get(versions, color))))) &&
    typeof canary === 'boolean' &&
    Array.isArray(canaryIps)
  );
}

const isObject = <T = JournalEntry>(value: unknown): value is Partial<T> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
