// Puts events on an EventBridge bus, and looks whether it took them: a call that succeeds may still have refused its events.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { calling } from './errors';

/** By what rules tell these events: `{"source": ["teal"], "detail-type": ["Release State Change"]}`; the rest is in `detail`. */
export const SOURCE = 'teal';
export const DETAIL_TYPE = 'Release State Change';

/** An event, and what ends the wait for the bus. */
export interface Putting {
  readonly event: { readonly time: string };
  readonly signal: AbortSignal;
}

/**
 * Puts an event on a bus, by name or ARN.
 * @throws {UserError} when the call fails, or the bus did not take the event ("PutEvents", FailedEntryCount).
 */
export async function putEvent(
  environment: Environment,
  context: Context,
  bus: string,
  { event, signal }: Putting,
): Promise<void> {
  const sdk = await loadSdk(() => import('./sdk-eventbridge'));
  const client = new sdk.EventBridgeClient(clientConfig(environment, context.env));
  const entry = {
    EventBusName: bus,
    Source: SOURCE,
    DetailType: DETAIL_TYPE,
    Time: new Date(event.time),
    Detail: JSON.stringify(event),
  };
  try {
    await calling(environment, 'events:PutEvents', async () => {
      const put = new sdk.PutEventsCommand({ Entries: [entry] });
      const { FailedEntryCount, Entries } = await client.send(put, { abortSignal: signal });
      if (!FailedEntryCount) return;
      const why = [Entries?.[0]?.ErrorCode, Entries?.[0]?.ErrorMessage].filter(Boolean).join(': ');
      throw new UserError(
        'AWS_CALL_FAILED',
        `events:PutEvents: the bus ${bus} did not take the event: ${why}`,
        'Look at the name of the bus and its policy, and allow events:PutEvents',
      );
    });
  } finally {
    client.destroy();
  }
}
