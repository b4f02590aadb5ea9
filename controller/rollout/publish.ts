// Publishes an event of a rollout: reports it, sends notifications, and writes the end of the rollout to the journal.
import type { Context } from '../core/context';
import type { RolloutEvent, RolloutState } from '../release';
import { openJournal } from '../store/journal';
import { reportWarnings } from './driver';
import type { Driver } from './driver';
import type { NotificationKind, RolloutServices } from './ports';
import { readServices } from './preconditions';

/** Publishes an event, and the change of state that followed from it. */
export async function publish(
  { context, file, ports, report }: Driver,
  before: RolloutState,
  state: RolloutState,
  event: RolloutEvent,
): Promise<void> {
  report({ kind: 'event', event, before, state });
  const notification = chooseNotification(before, state);
  if (!notification) return;
  const target = await readServices(context, file, state, true);
  await writeEnd(context, state, target);
  reportWarnings(report, state, await ports.notify(notification, state, target));
}

/** The notification about a change of state; undefined when the change needs none. */
function chooseNotification(before: RolloutState, after: RolloutState): NotificationKind | undefined {
  if (after.pause && !before.pause) return 'paused';
  if (before.pause && !after.pause && after.position.at !== 'rolling-back') return 'resumed';
  const { position } = after;
  if (position.at === before.position.at) return undefined;
  if (position.at === 'approval') return 'approval-needed';
  if (position.at === 'done') return position.outcome;
  return before.position.at === 'shifting' && position.at !== 'rolling-back' ? 'shifted' : undefined;
}

/** Writes the end of a rollout to the journal, for each of its services, with the last evaluation. */
async function writeEnd(
  context: Context,
  { position, id, evaluations, by, via }: RolloutState,
  { environment, services }: RolloutServices,
): Promise<void> {
  if (position.at !== 'done') return;
  const last = evaluations.at(-1);
  const journal = await openJournal(context, environment);
  for (const service of services) {
    await journal.append({
      verb: 'rollout',
      service: service.name,
      from: null,
      to: null,
      reason: position.reason,
      via: environment.target === 'sandbox' ? 'live' : via,
      result: 'done',
      rollout: { id, by, outcome: position.outcome, verdict: last ? `${last.kind}: ${last.reason}` : null },
    });
  }
}
