// Which actions an operator has, and why one cannot be used now: by the same pure verbs that decide when it is used. Pure.
import type { Service } from '../../environments/schema';
import { approvalExpiry, canary, candidateWeight, promote, settle, shift } from '../release';
import type { Decision, RolloutState } from '../release';
import type { ActionState } from './wire';

/** What the actions depend on. `open`: the service's unfinished rollout, and whether a process drives it. */
export interface Situation {
  readonly service: Service;
  readonly open: { readonly state: RolloutState; readonly driven: boolean } | null;
  readonly readOnly: boolean;
  readonly now: Date;
}

const READ_ONLY = 'This console only reads: it was started with --read-only';

/** Every action, with the reason where it cannot be used. */
export function listActions({ service, open, readOnly, now }: Situation): readonly ActionState[] {
  const busy = open ? `Rollout ${open.state.id} moves the traffic; pause or abort it first` : null;
  const traffic: readonly ActionState[] = [
    { verb: 'canary', why: reasonOf(canary(service, { on: true, ips: ['192.0.2.1/32'] })) },
    { verb: 'shift', why: busy ?? reasonOf(shift(service, { of: 'candidate', percent: 1 }), 'refused') },
    { verb: 'promote', why: busy ?? reasonOf(promote(service)) },
    { verb: 'settle', why: busy ?? reasonOf(settle(service)) },
    { verb: 'rollback', why: null },
    { verb: 'start', why: busy ?? whyNotStart(service) },
  ];
  const all = [...traffic, ...listRolloutActions(open, now)];
  return readOnly ? all.map(({ verb }) => ({ verb, why: READ_ONLY })) : all;
}

function whyNotStart(service: Service): string | null {
  const weight = candidateWeight(service);
  return weight > 0 ? `A rollout begins at 0 %, and the candidate has ${weight} % already` : reasonOf(promote(service));
}

/** Why a decision changes nothing. `only`: being there already is no reason. */
function reasonOf(decision: Decision, only?: 'refused'): string | null {
  if (decision.kind === 'change' || (only && decision.kind !== only)) return null;
  const text = decision.kind === 'refused' ? `${decision.reason}. ${decision.hint}` : decision.reason;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function listRolloutActions(open: Situation['open'], now: Date): readonly ActionState[] {
  if (!open) {
    const why = 'No rollout of this service is under way';
    return (['pause', 'resume', 'approve', 'abort'] as const).map((verb) => ({ verb, why }));
  }
  const { state, driven } = open;
  return [
    { verb: 'pause', why: state.pause ? 'The rollout is paused already' : null },
    { verb: 'resume', why: driven && !state.pause ? 'The rollout runs; a process drives it' : null },
    { verb: 'approve', why: whyNotApprove(state, now) },
    { verb: 'abort', why: null },
  ];
}

function whyNotApprove(state: RolloutState, now: Date): string | null {
  if (state.position.at !== 'approval') return 'The rollout waits for no approval';
  if (state.pause) return 'The rollout is paused; resume it first';
  return approvalExpiry(state) <= now ? 'The approval has expired; resume applies what the file says for that' : null;
}
