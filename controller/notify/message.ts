// Formats an event as one line of text, the same for every kind of notification. Pure.
import { onOneLine } from '../core/printable';
import type { ReleaseEvent } from './types';

/** Formats an event, such as `prod web: rolled back, 0 % to the candidate: 5xx 7.1 %, limit 5 % (by alice)`. */
export function formatEvent(event: ReleaseEvent): string {
  const reason = event.reason ? `: ${event.reason.replaceAll(/\s+/g, ' ').trim()}` : '';
  return onOneLine(
    `${event.environment} ${event.services.join(', ')}: ${describeEvent(event)}${reason} (by ${event.by})`,
  );
}

function describeEvent(event: ReleaseEvent): string {
  const share = event.weight === null ? 'an unknown share' : `${event.weight} % to the candidate`;
  switch (event.kind) {
    case 'started':
      return `release started, ${share}`;
    case 'shifted':
      return share;
    case 'paused':
      return `paused at ${share}`;
    case 'resumed':
      return `resumed at ${share}`;
    case 'approval-needed':
      return `waits at ${share} for approval ${event.approval} until ${event.expires}`;
    case 'promoted':
      return 'promoted, everything to the candidate';
    case 'settled':
      return 'released, the candidate is the active color now';
    case 'rolled-back':
      return 'rolled back, everything to the active color';
    case 'aborted':
      return `aborted at ${share}`;
  }
}
