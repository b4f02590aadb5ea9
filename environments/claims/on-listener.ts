// Numbers that only one environment may have: priorities on one listener, and ports of a sandbox on this machine. Pure.
import { at } from '../finding';
import type { Claims, Block } from './claims';
import { commonClaim } from './common-claim';
import type { CommonClaim } from './common-claim';
import { sameListener } from './likely';

/** Services whose priorities overlap. Environments that share a listener and leave each other's priorities alone are fine. */
export function commonPriorities(one: Claims, other: Claims): CommonClaim[] {
  const listener = sameListener(one, other);
  if (listener === 'no') return [];
  const where = listener === 'yes' ? 'on the same listener' : 'perhaps on the same listener of one load balancer';
  const taken = [...one.services, ...other.services].flatMap(({ block }) => block ?? []);
  return one.services.flatMap((service) => {
    const { block } = service;
    if (!block) return [];
    const same = other.services.find((its) => its.block && overlap(block, its.block));
    if (!same?.block) return [];
    return [
      commonClaim(
        [at(service, 'priority'), at(same, 'priority')],
        `priority ${block.last} of ${service.name} reserves ${range(block)}, which overlaps ${range(same.block)} of ` +
          `${same.name} in ${other.name}, ${where}`,
        `Write another priority, such as ${freePriority(block, taken)}`,
        listener,
      ),
    ];
  });
}

const overlap = (a: Block, b: Block): boolean => a.first <= b.last && b.first <= a.last;

const range = ({ first, last }: Block): string => `${first}–${last}`;

/** The lowest priority from the present one on whose block overlaps no other. */
function freePriority({ first, last }: Block, taken: readonly Block[]): number {
  const moved = { first, last };
  for (;;) {
    const blocking = taken.filter((block) => overlap(moved, block));
    if (blocking.length === 0) return moved.last;
    moved.first = Math.max(...blocking.map((block) => block.last)) + 1;
    moved.last = moved.first + last - first;
  }
}

/** Ports of both sandboxes; only a warning, since one of the two may run at a time. */
export const commonPorts = (one: Claims, other: Claims): CommonClaim[] =>
  Object.entries(one.ports).flatMap(([field, port]) => {
    const same = Object.entries(other.ports).find(([, its]) => its === port);
    if (!same) return [];
    return [
      commonClaim(
        [
          ['sandbox', field],
          ['sandbox', same[0]],
        ],
        `port ${port} is also one of ${other.name}, so that only one of the two sandboxes can run, and gets the changes of both`,
        `Write another port, such as ${freePort(port, [one, other])}`,
        'perhaps',
      ),
    ];
  });

function freePort(port: number, claims: readonly Claims[]): number {
  const taken = claims.flatMap(({ ports }) => Object.values(ports));
  const others = Array.from({ length: taken.length + 1 }, (_, index) => port + 1 + index);
  return others.find((other) => !taken.includes(other) && other < 65536) ?? 8080;
}
