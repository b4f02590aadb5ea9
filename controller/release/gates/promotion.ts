// Whether another environment has carried the same code long enough, from what was done there. Pure.
import { formatDuration } from '../../../environments/duration';
import { COLORS } from '../../../routing/model';
import type { Release } from '../snapshot';
import { isCode } from './identity';
import type { Identity } from './identity';

/** What is needed of an entry of a journal: what the file asked for before and after, and when that was so. */
export interface PastChange {
  /** ISO time at which it was done. */
  readonly time: string;
  readonly from: Release | null;
  readonly to: Release | null;
  readonly result: 'done' | 'failed' | 'interrupted';
}

/** Whether code may go on to the next environment. */
export type Baked =
  | { readonly kind: 'met' }
  | {
      readonly kind: 'not-met';
      readonly reason: string;
      readonly hint: string;
    };

/** What must have happened: in which environment, to which service, for how many seconds at 100 % without interruption. */
export interface Demand {
  readonly environment: string;
  readonly service: string;
  readonly seconds: number;
}

/**
 * Whether an environment has carried code. `entries` are those of the service, oldest first, and are taken as the only evidence:
 * what was in between them is not known, so that a change by hand breaks the time off. Code that was taken back counts for nothing
 * before it has baked anew; code that was followed by newer code has done its part.
 */
export function baked(entries: readonly PastChange[], code: Identity, now: Date, demand: Demand): Baked {
  const { environment, service, seconds } = demand;
  if (code.kind === 'tag') {
    return {
      kind: 'not-met',
      reason: `${code.uri} names an image by its tag, which may be another one in ${environment}`,
      hint: `Stage it by its digest: ctl stage ${service} --image …@sha256:DIGEST`,
    };
  }
  const story = entries.reduce((so, entry) => after(so, entry, code, seconds), UNKNOWN);
  const here = `${environment} must have carried it at 100 % for ${formatDuration(seconds)}`;
  if (story.since !== null) {
    const left = seconds - elapsed(story.since, now.toISOString());
    if (left <= 0 || story.baked) return { kind: 'met' };
    return {
      kind: 'not-met',
      reason: `${here}, and has done so since ${story.since} only`,
      hint: `Try again in ${formatDuration(left)}, at ${new Date(now.getTime() + left * 1000).toISOString()}`,
    };
  }
  if (story.baked) return { kind: 'met' };
  const release = `Release it there first: ctl release ${service} -e ${environment}`;
  if (story.takenBack !== null) {
    return { kind: 'not-met', reason: `${here}, but it was taken back there at ${story.takenBack}`, hint: release };
  }
  return {
    kind: 'not-met',
    reason: `${here}, and its journal does not say that it does`,
    hint: `${release}; on another machine or in CI, bring .teal/journal/${environment}.jsonl along`,
  };
}

/** What is known after some entries: since when the code has had 100 % without interruption, and what it went through before. */
interface Story {
  readonly since: string | null;
  readonly baked: boolean;
  readonly takenBack: string | null;
}

const UNKNOWN: Story = { since: null, baked: false, takenBack: null };

function after(story: Story, entry: PastChange, code: Identity, seconds: number): Story {
  const { time, from, to, result } = entry;
  // What was changed in between by hand is not in the journal: it shows in what the next change found.
  const known = story.since !== null && from !== null && !carries(from, code) ? { ...story, since: null } : story;
  // A change that failed may have taken effect or not, so that both sides of it must have the code.
  const carried = to !== null && carries(to, code) && (result === 'done' || (from !== null && carries(from, code)));
  if (carried) return known.since === null ? { ...known, since: time } : known;
  const lasted = known.since !== null && elapsed(known.since, time) >= seconds;
  if (to !== null && isRetreat(known, from, to, code)) return { since: null, baked: false, takenBack: time };
  return { ...known, since: null, baked: known.baked || lasted };
}

/** Whether the whole of ordinary traffic gets the code. */
const carries = (release: Release, code: Identity): boolean => share(release, code) === 100;

const share = ({ weights, code: runs }: Release, code: Identity): number =>
  COLORS.filter((color) => isCode(runs[color], code)).reduce((sum, color) => sum + weights[color], 0);

/** Whether code that was new lost traffic: it is on the candidate, and has less than it had. */
function isRetreat({ since }: Story, from: Release | null, to: Release, code: Identity): boolean {
  const had = from === null ? (since === null ? 0 : 100) : share(from, code);
  return share(to, code) < had && !isCode(to.code[to.active], code);
}

/** Seconds between two times; 0 where one of them is none. */
const elapsed = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000 || 0;
