// Addresses of canary clients: as the user types them, and this machine's own.
import { isIP } from 'node:net';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';

/** Answers with the caller's public address as plain text. */
const CHECK_IP = 'https://checkip.amazonaws.com';
const TIMEOUT_MS = 5000;

/** Converts an address to the block that contains only it; returns other text unchanged, for the rules of the file to check. */
export function toAddressBlock(text: string): string {
  const version = isIP(text);
  if (version === 0) return text;
  return `${text}/${version === 4 ? 32 : 128}`;
}

/**
 * The address from which this machine's requests reach the load balancer, as a block.
 * @throws {UserError} when it cannot be found out.
 */
export async function findPublicAddress(context: Context, environment: Environment): Promise<string> {
  if (environment.target === 'sandbox') return '127.0.0.1/32';
  const answer = await ask(context);
  if (isIP(answer) !== 0) return toAddressBlock(answer);
  throw unknown(`${CHECK_IP} answered ${JSON.stringify(answer.slice(0, 80))}`);
}

async function ask(context: Context): Promise<string> {
  try {
    const answer = await context.fetch(CHECK_IP, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.text()).trim();
  } catch (error) {
    throw unknown(`${CHECK_IP}: ${messageOf(error)}`);
  }
}

const unknown = (why: string): UserError =>
  new UserError(
    'ADDRESS_UNKNOWN',
    `The address of this machine could not be found out: ${why}`,
    'Name it yourself with --ip ADDRESS',
  );
