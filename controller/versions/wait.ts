// Waits until Lambda has finished an update of a function.
import type { Lambda } from '../aws/lambda';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** How often a function that is being updated is checked. */
const POLL_MS = 250;
const POLLS = 240;

/**
 * Waits until the last update of a function has ended ("Lambda function states").
 * @throws {UserError} FUNCTION_UPDATE_FAILED when it failed, or takes longer than a minute.
 */
export async function waitUntilUpdated(context: Context, lambda: Lambda, name: string): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    const found = (await lambda.find(name))?.configuration;
    const status = found?.LastUpdateStatus ?? 'Successful';
    if (found?.State === 'Failed' || status === 'Failed') {
      throw new UserError(
        'FUNCTION_UPDATE_FAILED',
        `The update of ${name} failed: ${found?.LastUpdateStatusReason ?? found?.StateReason ?? 'no reason given'}`,
        'Correct what it names, then run the same command again.',
      );
    }
    if (status === 'Successful' && found?.State !== 'Pending') return;
    await context.sleep(POLL_MS);
  }
  throw new UserError(
    'FUNCTION_UPDATE_FAILED',
    `${name} is still being updated.`,
    'Run the same command again in a minute.',
  );
}
