// What a rollout makes of an error in the middle of its work.
import { EnvironmentError } from '../../environments/problems';
import { EXIT, UserError } from '../core/errors';
import { LockHeldError, TakenOverError } from '../lock';
import type { Event } from '../release/rollout';

/**
 * The event that an error is; undefined for one after which to look again, because another command came in between.
 * Anything but a user's error is a bug and thrown on.
 */
export function eventOf(error: unknown): Event | undefined {
  if (error instanceof EnvironmentError) {
    return { kind: 'pause', reason: `the environment file cannot be used: ${firstLine(error.message)}` };
  }
  if (!(error instanceof UserError)) throw error;
  const reason = firstLine(error.message);
  if (error instanceof TakenOverError || error.exitCode === EXIT.interrupted) return undefined;
  if (error instanceof LockHeldError) return { kind: 'out-of-reach', reason };
  const { exitCode } = error;
  if (exitCode === EXIT.drift || exitCode === EXIT.input) return { kind: 'pause', reason };
  if (exitCode === EXIT.refused || exitCode === EXIT.check) return { kind: 'failed', reason };
  return { kind: 'out-of-reach', reason };
}

/** An error's message without the lines that show where things stand. */
const firstLine = (message: string): string => message.split('\n').slice(0, 2).join(' ').trim();
