// Puts an event on an EventBridge bus and checks that it was accepted: a successful call may contain rejected events.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { callAws } from './errors';

/** Rules select these events by `{"source": ["teal"], "detail-type": ["Release State Change"]}`; the rest is in `detail`. */
export const SOURCE = 'teal';
export const DETAIL_TYPE = 'Release State Change';

/** An event, and a signal that cancels the call. */
export interface EventToPut {
  readonly event: { readonly time: string };
  readonly signal: AbortSignal;
}

/**
 * Puts an event on a bus, by name or ARN.
 * @throws {UserError} when the call fails, or the bus rejects the event ("PutEvents", FailedEntryCount).
 */
export async function putEvent(
  environment: Environment,
  context: Context,
  bus: string,
  { event, signal }: EventToPut,
): Promise<void> {
  const sdk = await loadSdk(() => import('./sdk-eventbridge'));
  const client = new sdk.EventBridgeClient(clientConfig(environment, context));
  const entry = {
    EventBusName: bus,
    Source: SOURCE,
    DetailType: DETAIL_TYPE,
    Time: new Date(event.time),
    Detail: JSON.stringify(event),
  };
  try {
    await callAws(environment, 'events:PutEvents', async () => {
      const put = new sdk.PutEventsCommand({ Entries: [entry] });
      const { FailedEntryCount, Entries } = await client.send(put, { abortSignal: signal });
      if (!FailedEntryCount) return;
      const why = [Entries?.[0]?.ErrorCode, Entries?.[0]?.ErrorMessage].filter(Boolean).join(': ');
      throw new UserError(
        'AWS_CALL_FAILED',
        `events:PutEvents: the bus ${bus} rejected the event: ${why}`,
        'Check the name of the bus and its policy, and allow events:PutEvents',
      );
    });
  } finally {
    client.destroy();
  }
}
