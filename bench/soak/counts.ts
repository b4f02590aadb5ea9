// What the soak has counted, and the text of each thing that must not be.
import type { Ended } from './ctl';
import { FAULTS, SITUATIONS } from './judge';
import type { Fault, Situation } from './judge';
import type { Typed } from './verbs';

/** How the verbs of one kind ended. */
export interface VerbCounts {
  done: number;
  killed: number;
  /** Ended by an error, by its code, or by the exit code where the verb reports no error. */
  readonly refused: Record<string, number>;
}

/** All counts. */
export interface Counts {
  requests: number;
  readonly faults: Record<Fault, number>;
  /** Requests by what decided them. */
  readonly situations: Record<Situation, number>;
  readonly verbs: Record<string, VerbCounts>;
  /** Changes of the rules that no verb asked for. */
  unasked: number;
  /** Verbs that ended as none may, such as by a bug. */
  unexpected: number;
}

export const newCounts = (): Counts => ({
  requests: 0,
  faults: zeros(FAULTS),
  situations: zeros(SITUATIONS),
  verbs: {},
  unasked: 0,
  unexpected: 0,
});

const zeros = <T extends string>(names: readonly T[]): Record<T, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>;

/**
 * Codes of errors that nothing here should lead to: there is one sandbox, it runs, and its disk works. SANDBOX_DOWN is none of them:
 * on a machine that is busy enough the sandbox does not answer a health check in time, and whether it is down is seen by the clients.
 */
const UNEXPECTED = new Set([
  ...['BUG', 'SANDBOX_FAILED', 'NOT_FOUND', 'AWS_CALL_FAILED', 'FUNCTION_UPDATE_FAILED'],
  ...['ENVIRONMENT_FILE_INVALID', 'VERSIONS_FILE_INVALID', 'JOURNAL_DAMAGED', 'STORE_UNREADABLE', 'STORE_NEWER'],
  ...['STORE_NOT_WRITABLE', 'FILE_UNUSABLE', 'FILE_NOT_WRITTEN', 'LIVE_NOT_EXPRESSIBLE', 'PRIORITY_TAKEN', 'USAGE'],
  ...['VERSION_DRIFT', 'PACKAGE_GONE', 'CODE_NOT_RUNNABLE', 'ACCESS_DENIED', 'CREDENTIALS'],
]);

/** Counts the end of a verb; returns why it is not one that a verb may have. */
export function countVerb(counts: Counts, { kind }: Typed, ended: Ended, killed: boolean): string | undefined {
  const one = (counts.verbs[kind] ??= { done: 0, killed: 0, refused: {} });
  if (killed) {
    one.killed += 1;
    return undefined;
  }
  if (ended.code === 0) {
    one.done += 1;
    return undefined;
  }
  const why = ended.error ?? `exit code ${ended.code}`;
  one.refused[why] = (one.refused[why] ?? 0) + 1;
  const mayBe = ended.error === undefined ? ended.code !== null && ended.code > 3 : !UNEXPECTED.has(ended.error);
  if (mayBe) return undefined;
  counts.unexpected += 1;
  return `${why}: ${`${ended.out} ${ended.err}`.trim()}`;
}

/** Whether everything is as it must be. */
export const isClean = ({ faults, unasked, unexpected }: Counts): boolean =>
  unasked + unexpected === 0 && Object.values(faults).every((count) => count === 0);
