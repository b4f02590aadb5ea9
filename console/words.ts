// Sentences of the page: how long ago, and what every user gets by an action. Pure.
import type { ActRequest, ServiceCard } from '../controller/console/wire';

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** How long ago, in its largest unit, such as `6 min`. */
export function ageOf(at: string | number, now: number): string {
  const seconds = Math.max(0, Math.round((now - (typeof at === 'number' ? at : Date.parse(at))) / 1000));
  const [size, unit] = UNITS.find(([length]) => seconds >= length) ?? UNITS[3];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** A color with its version, such as `green (v13-3f9c2a)`. */
export const nameColor = ({ versions }: ServiceCard, color: 'blue' | 'green'): string =>
  versions[color] === null ? color : `${color} (${versions[color]})`;

/** The split that is live, or that it is not known. */
export const describeLive = ({ live }: ServiceCard): string =>
  live ? `blue ${live.blue} %, green ${live.green} %` : 'not known, since the load balancer could not be read';

/** What every user gets by an action. */
export function describeEffect(card: ServiceCard, request: ActRequest): string {
  const { service } = card;
  const [stable, candidate] = [nameColor(card, card.active), nameColor(card, card.candidate)];
  switch (request.verb) {
    case 'rollback':
      return `Every user of ${service} gets ${stable}. The canary ends, and so does every open rollout of it.`;
    case 'shift': {
      const percent = request.percent ?? 0;
      if (percent === 0) return `Every user of ${service} gets ${stable}.`;
      if (percent === 100) return `Every user of ${service} gets ${candidate}.`;
      return `Of 100 users of ${service}, about ${percent} get ${candidate} and ${100 - percent} get ${stable}.`;
    }
    case 'promote':
      return `Every user of ${service} gets ${candidate}. ${stable} stays ready for a rollback.`;
    case 'settle':
      return `Every user keeps ${candidate}. From then on a rollback returns to it, and no longer to ${stable}.`;
    case 'canary':
      return describeCanary(card, request, candidate);
    case 'start':
      return `${candidate} gets traffic step by step, as the file plans it. Every step is judged, and a failing one is rolled back.`;
    case 'pause':
      return `The split stays as it is: ${describeLive(card)}. Nothing judges the candidate until the rollout is resumed.`;
    case 'resume':
      return 'The rollout goes on where it was. No step is skipped or repeated.';
    case 'approve':
      return 'The rollout goes on to its next step.';
    case 'abort':
      return `Every user of ${service} gets ${stable}, and the rollout ends.`;
  }
}

function describeCanary({ service, canaryIps }: ServiceCard, { canary }: ActRequest, candidate: string): string {
  if (canary === 'off') return `Nobody sees ${candidate} through the canary any more. The split of all others stays.`;
  const who = canary === 'me' ? 'Requests from your address' : `Requests from ${listAddresses(canary, canaryIps)}`;
  return `${who} to ${service} get ${candidate}. The split of all others stays.`;
}

const listAddresses = (given: ActRequest['canary'], ofFile: readonly string[]): string =>
  (typeof given === 'object' ? given : ofFile).join(', ') || 'the addresses in the file';
