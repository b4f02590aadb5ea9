// Filters, sorts and groups the services of the overview. Pure.
import type { ServiceCard } from '../controller/console/wire';

/** A service with its environment. */
export interface Listed {
  readonly environment: string;
  readonly card: ServiceCard;
}

export const SORTS = ['attention', 'name', 'newest change', 'candidate share'] as const;
export const GROUPS = ['environment', 'phase', 'state', 'nothing'] as const;

/** How the overview is arranged. */
export interface Arrangement {
  readonly filter: string;
  readonly sort: (typeof SORTS)[number];
  readonly group: (typeof GROUPS)[number];
}

/** A group with its title; the title of the only one may be empty. */
export interface Group {
  readonly title: string;
  readonly services: readonly Listed[];
}

/** The groups of an arrangement, in order of their titles; services that do not match its filter are left out. */
export function arrange(all: readonly Listed[], { filter, sort, group }: Arrangement): readonly Group[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => words.every((word) => searchText(one).includes(word)));
  const sorted = found.toSorted((a, b) => COMPARE[sort](a, b) || compareNames(a, b));
  const titles = [...new Set(sorted.map((one) => titleOf(one, group)))].sort();
  return titles.map((title) => ({ title, services: sorted.filter((one) => titleOf(one, group) === title) }));
}

function titleOf({ environment, card }: Listed, group: Arrangement['group']): string {
  if (group === 'environment') return environment;
  if (group === 'nothing') return '';
  return group === 'phase' ? card.phase : card.state;
}

/** Everything by which a service is found. */
function searchText({ environment, card }: Listed): string {
  const { service, phase, state, versions, canary, checkout, rollback, rollout } = card;
  const words = [
    ...[service, environment, phase, state, versions.blue ?? '', versions.green ?? ''],
    ...(canary ? ['canary'] : []),
    ...(checkout && checkout !== 'current' ? [checkout] : []),
    ...(rollback && !rollback.ready ? ['no rollback'] : []),
    ...(rollout ? ['rollout', ...(rollout.paused === null ? [] : ['paused'])] : []),
  ];
  return words.join(' ').toLowerCase();
}

/** How much a service needs a person: the larger, the more. */
export function attentionOf({ state, rollback, rollout, phase, checkout }: ServiceCard): number {
  if (rollback && !rollback.ready) return 5;
  if (rollout?.paused !== null && rollout !== null) return 4;
  if (state === 'drift' || state === 'unknown') return 3;
  if (rollout || phase !== 'steady') return 2;
  return checkout === 'stale' || state === 'not deployed' ? 1 : 0;
}

const compareNames = (a: Listed, b: Listed): number =>
  a.card.service.localeCompare(b.card.service) || a.environment.localeCompare(b.environment);

const shareOf = ({ card }: Listed): number => (card.live ?? card.asked)[card.candidate];

const COMPARE: Readonly<Record<Arrangement['sort'], (a: Listed, b: Listed) => number>> = {
  attention: (a, b) => attentionOf(b.card) - attentionOf(a.card),
  name: compareNames,
  'newest change': (a, b) => (b.card.last?.at ?? '').localeCompare(a.card.last?.at ?? ''),
  'candidate share': (a, b) => shareOf(b) - shareOf(a),
};
