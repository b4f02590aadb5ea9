// A rollout that has ended, in the journal: how, why, and what the last look at it said.
import type { Context } from '../core/context';
import { appendJournal } from '../workspace/journal';
import { releaseOf } from '../release';
import type { RolloutState } from '../release';
import type { Ground } from './ports';

/** Notes the end of a rollout for each of its services. */
export function journalEnd(context: Context, { position, id, looks, by, via }: RolloutState, ground: Ground): void {
  if (position.at !== 'done') return;
  const last = looks.at(-1);
  for (const service of ground.services) {
    appendJournal(context, ground.environment.name, {
      verb: 'rollout',
      service: service.name,
      from: null,
      to: releaseOf(service),
      reason: position.reason,
      via: ground.environment.target === 'sandbox' ? 'live' : via,
      result: 'done',
      rollout: { id, by, outcome: position.outcome, verdict: last ? `${last.kind}: ${last.reason}` : null },
    });
  }
}
