// Rules on priorities: every service reserves a block of them. Pure.
import { priorityBlock } from '../../routing';
import { at, error } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

const blockOf = (service: Service) => priorityBlock(service.priority, service.canary_slots);

/** The lowest priority with room for a service's slots before it. */
const lowest = (service: Service): number => 1 + service.priority - blockOf(service).first;

/** The canary rules come before the production rule, and priorities start at 1. */
export const priorityBelowOne = ({ services }: Environment): Finding[] =>
  services
    .filter((service) => blockOf(service).first < 1)
    .map((service) =>
      error(
        [at(service, 'priority'), at(service, 'canary_slots')],
        `priority ${service.priority} leaves no room before it for ${places(service)}`,
        `Write at least ${lowest(service)}`,
      ),
    );

/** Two services cannot use the same priority. */
export function priorityOverlap({ services }: Environment): Finding[] {
  return services.flatMap((service, index) =>
    services
      .slice(0, index)
      .filter((other) => overlap(service, other))
      .map((other) =>
        error(
          [at(service, 'priority'), at(service, 'canary_slots'), at(other, 'priority'), at(other, 'canary_slots')],
          `priority ${service.priority} of ${service.name} reserves ${range(service)} (with ${places(service)}), ` +
            `which overlaps ${range(other)} of ${other.name}`,
          `Write another priority, such as ${freePriority(service, services)}`,
        ),
      ),
  );
}

function overlap(one: Service, other: Service): boolean {
  const [a, b] = [blockOf(one), blockOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

function freePriority(service: Service, services: readonly Service[]): number {
  const others = services.filter((other) => other !== service);
  let priority = Math.max(service.priority, lowest(service));
  for (;;) {
    const moved: Service = { ...service, priority };
    const blocking = others.filter((other) => overlap(moved, other));
    if (blocking.length === 0) return priority;
    priority = Math.max(...blocking.map((other) => other.priority)) + lowest(service);
  }
}

const range = (service: Service): string => `${blockOf(service).first}–${blockOf(service).last}`;

const places = ({ canary_slots: slots }: Service): string =>
  `${slots} canary ${slots === 1 ? 'rule' : 'rules'} and the header's rule`;
