// Publishes an event of a rollout: reports it, sends notifications, and writes the end of the rollout to the journal.
import type { RolloutEvent, RolloutState } from '../release';
import { journalEnd } from '../rollout-store';
import { reportWarnings } from './driver';
import type { Driver } from './driver';
import type { NotificationKind } from './ports';
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
  await journalEnd(context, target.environment, state);
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
