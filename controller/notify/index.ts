// Sends the events of a release to the receivers that the file names. It never fails a release, and delays it only briefly.
import type { Environment } from '../../environments/schema';
import type { Notification } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import { placeOf, urlOf, withoutAddress } from '../core/webhook-url';
import { buildPlainBody, buildSlackBody, buildTeamsBody } from './payloads';
import type { ReleaseEvent } from './types';

export { formatEvent } from './message';
export type { ReleaseEvent } from './types';

/** How long one receiver may take. */
const TIMEOUT_MS = 3000;

/** The receivers of some services. A receiver that several services have, such as from defaults, is selected once. */
export function selectTargets(services: Environment['services']): readonly Notification[] {
  const all = services.flatMap((service) => service.rollout.notify);
  return [...new Map(all.map((target) => [JSON.stringify(target), target])).values()];
}

/** Sends an event to all receivers at once. Never throws: it returns a warning, without the address, for each that failed. */
export async function notify(
  context: Context,
  environment: Environment,
  targets: readonly Notification[],
  event: ReleaseEvent,
): Promise<readonly string[]> {
  const warnings = await Promise.all(targets.map((target) => send(context, environment, target, event)));
  return warnings.filter((warning) => warning !== undefined);
}

async function send(
  context: Context,
  environment: Environment,
  target: Notification,
  event: ReleaseEvent,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const failed = (why: string): string => `${nameOf(target)} did not get the event ${event.kind}: ${why}`;
  try {
    if ('event_bus' in target) {
      const { putEvent } = await import('../aws/eventbridge');
      await putEvent(environment, context, target.event_bus, { event, signal });
      return undefined;
    }
    const answer = await context.fetch(urlOf(context, addressOf(target)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(buildBody(target, event)),
      redirect: 'manual',
      signal,
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : failed(`it answered ${answer.status}`);
  } catch (error) {
    if (signal.aborted) return failed(`no answer within ${TIMEOUT_MS / 1000} s`);
    return failed(withoutAddress(context, 'event_bus' in target ? '' : addressOf(target), error));
  }
}

type Webhook = Exclude<Notification, { event_bus: string }>;

function buildBody(target: Webhook, event: ReleaseEvent): object {
  if ('slack' in target) return buildSlackBody(event);
  return 'teams' in target ? buildTeamsBody(event) : buildPlainBody(event);
}

function addressOf(target: Webhook): string {
  if ('slack' in target) return target.slack;
  return 'teams' in target ? target.teams : target.webhook;
}

function nameOf(target: Notification): string {
  if ('event_bus' in target) return `the event bus ${target.event_bus}`;
  const kind = 'slack' in target ? 'Slack' : 'teams' in target ? 'Teams' : 'the webhook';
  return `${kind} (${placeOf(addressOf(target))})`;
}
