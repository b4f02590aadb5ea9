// Whether another environment has run the same code for long enough, by its journal. Pure.
import { formatDuration } from '../../../environments/duration';
import { COLORS } from '../../../routing/model';
import type { Snapshot } from '../snapshot';
import { hasIdentity } from './identity';
import type { CodeIdentity } from './identity';

/** The part of a journal entry that this needs: the snapshots before and after, and the time. */
export interface PastChange {
  /** ISO time at which it was done. */
  readonly time: string;
  readonly from: Snapshot | null;
  readonly to: Snapshot | null;
  readonly result: 'done' | 'failed' | 'interrupted';
}

/** Whether code may get traffic in the next environment. */
export type PromotionResult =
  | { readonly kind: 'met' }
  | {
      readonly kind: 'not-met';
      readonly reason: string;
      readonly hint: string;
    };

/** The requirement: how many seconds the code must have had 100 % without interruption, in which environment and service. */
export interface PromotionRequirement {
  readonly environment: string;
  readonly service: string;
  readonly seconds: number;
}

/**
 * Checks whether an environment has run code for long enough. `entries`: the journal of the service, oldest first, which is the only
 * evidence. A change by hand shows as a difference between two entries and interrupts the time. Code that was rolled back must bake
 * again; code that baked and was then replaced by newer code still counts.
 */
export function checkPromotion(
  entries: readonly PastChange[],
  code: CodeIdentity,
  now: Date,
  demand: PromotionRequirement,
): PromotionResult {
  const { environment, service, seconds } = demand;
  if (code.kind === 'tag') {
    return {
      kind: 'not-met',
      reason: `${code.uri} names an image by its tag, which may be another one in ${environment}`,
      hint: `Stage it by its digest: ctl stage ${service} --image …@sha256:DIGEST`,
    };
  }
  const history = entries.reduce((known, entry) => addChange(known, entry, code, seconds), NO_HISTORY);
  const required = `${environment} must have run it at 100 % for ${formatDuration(seconds)}`;
  if (history.since !== null) {
    const left = seconds - secondsBetween(history.since, now.toISOString());
    if (left <= 0 || history.lastedLongEnough) return { kind: 'met' };
    return {
      kind: 'not-met',
      reason: `${required}, and has done so since ${history.since} only`,
      hint: `Try again in ${formatDuration(left)}, at ${new Date(now.getTime() + left * 1000).toISOString()}`,
    };
  }
  if (history.lastedLongEnough) return { kind: 'met' };
  const release = `Release it there first: ctl release ${service} -e ${environment}`;
  if (history.rolledBackAt !== null) {
    return {
      kind: 'not-met',
      reason: `${required}, but it was rolled back there at ${history.rolledBackAt}`,
      hint: release,
    };
  }
  return {
    kind: 'not-met',
    reason: `${required}, and its journal does not show that`,
    hint: `${release}; with its state in S3, every machine sees its journal`,
  };
}

/** What is known after some entries. `since`: from when the code has had 100 % without interruption; the rest is from before that. */
interface History {
  readonly since: string | null;
  readonly lastedLongEnough: boolean;
  readonly rolledBackAt: string | null;
}

const NO_HISTORY: History = { since: null, lastedLongEnough: false, rolledBackAt: null };

function addChange(history: History, entry: PastChange, code: CodeIdentity, seconds: number): History {
  const { time, from, to, result } = entry;
  // The end of a rollout changes nothing by itself.
  if (from === null && to === null) return history;
  // A change by hand is not in the journal; it shows in the `from` of the next entry.
  const known =
    history.since !== null && from !== null && !hasAllTraffic(from, code) ? { ...history, since: null } : history;
  // A failed change may or may not have taken effect, so that both its sides must have the code.
  const has =
    to !== null && hasAllTraffic(to, code) && (result === 'done' || (from !== null && hasAllTraffic(from, code)));
  if (has) return known.since === null ? { ...known, since: time } : known;
  const lasted = known.since !== null && secondsBetween(known.since, time) >= seconds;
  if (to !== null && isRolledBack(known, from, to, code))
    return { since: null, lastedLongEnough: false, rolledBackAt: time };
  return { ...known, since: null, lastedLongEnough: known.lastedLongEnough || lasted };
}

/** Whether all ordinary traffic goes to the code. */
const hasAllTraffic = (release: Snapshot, code: CodeIdentity): boolean => trafficShare(release, code) === 100;

const trafficShare = ({ weights, code: runs }: Snapshot, code: CodeIdentity): number =>
  COLORS.filter((color) => hasIdentity(runs[color], code)).reduce((sum, color) => sum + weights[color], 0);

/** Whether code that was new lost traffic: it is on the candidate, and has less than before. */
function isRolledBack({ since }: History, from: Snapshot | null, to: Snapshot, code: CodeIdentity): boolean {
  const had = from === null ? (since === null ? 0 : 100) : trafficShare(from, code);
  return trafficShare(to, code) < had && !hasIdentity(to.code[to.active], code);
}

/** Seconds between two times; 0 when one of them is not a valid time. */
const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000 || 0;
