// Tells whoever the file names how a release goes. Nothing here may fail a release or hold it up for long.
import type { Environment } from '../../environments/schema';
import type { Notification } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import { placeOf, urlOf, withoutAddress } from '../core/webhook-url';
import { plainBody, slackBody, teamsBody } from './payloads';
import type { ReleaseEvent } from './types';

export { textOf } from './message';
export type { ReleaseEvent } from './types';

/** Milliseconds that telling somebody may take. */
const PATIENCE = 3000;

/** Whom some services tell; somebody whom several name, such as from defaults, once. */
export function targetsOf(services: Environment['services']): readonly Notification[] {
  const all = services.flatMap((service) => service.rollout.notify);
  return [...new Map(all.map((target) => [JSON.stringify(target), target])).values()];
}

/** Tells all targets at once. Never throws: whoever could not be told is a warning, without the address. */
export async function notify(
  context: Context,
  environment: Environment,
  targets: readonly Notification[],
  event: ReleaseEvent,
): Promise<readonly string[]> {
  const warnings = await Promise.all(targets.map((target) => warningOf(context, environment, target, event)));
  return warnings.filter((warning) => warning !== undefined);
}

async function warningOf(
  context: Context,
  environment: Environment,
  target: Notification,
  event: ReleaseEvent,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(PATIENCE);
  const failed = (why: string): string => `${nameOf(target)} was not told that the release is ${event.kind}: ${why}`;
  try {
    if ('event_bus' in target) {
      const { putEvent } = await import('../aws/eventbridge');
      await putEvent(environment, context, target.event_bus, { event, signal });
      return undefined;
    }
    const answer = await context.fetch(urlOf(context, addressOf(target)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(target, event)),
      redirect: 'manual',
      signal,
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : failed(`it answered ${answer.status}`);
  } catch (error) {
    if (signal.aborted) return failed(`no answer within ${PATIENCE / 1000} s`);
    return failed(withoutAddress(context, 'event_bus' in target ? '' : addressOf(target), error));
  }
}

type Webhook = Exclude<Notification, { event_bus: string }>;

function bodyOf(target: Webhook, event: ReleaseEvent): object {
  if ('slack' in target) return slackBody(event);
  return 'teams' in target ? teamsBody(event) : plainBody(event);
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
