// An event in one line, as every kind of notification says it. Pure.
import type { ReleaseEvent } from './types';

/** The line, such as `prod web: rolled back, 0 % to the candidate: 5xx 7.1 %, limit 5 % (by alice)`. */
export function textOf(event: ReleaseEvent): string {
  const because = event.reason ? `: ${event.reason.replaceAll(/\s+/g, ' ').trim()}` : '';
  return `${event.environment} ${event.services.join(', ')}: ${happened(event)}${because} (by ${event.by})`;
}

function happened(event: ReleaseEvent): string {
  const share = `${event.weight} % to the candidate`;
  switch (event.kind) {
    case 'started':
      return `release started, ${share}`;
    case 'shifted':
      return share;
    case 'paused':
      return `paused at ${share}`;
    case 'resumed':
      return `goes on from ${share}`;
    case 'approval-needed':
      return `waits at ${share} for approval ${event.approval} until ${event.expires}`;
    case 'promoted':
      return 'promoted, everything to the candidate';
    case 'settled':
      return 'released, what was the candidate is active now';
    case 'rolled-back':
      return 'rolled back, everything to the active color';
    case 'aborted':
      return `aborted at ${share}`;
  }
}
