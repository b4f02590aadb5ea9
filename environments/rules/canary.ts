// Rules on the canary: who sees the candidate, and whether the listener's rules have enough room. Pure.
import { EVERYBODY, VALUES_PER_RULE, ipsPerSlot } from '../../routing';
import { at, error } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

const capacity = (service: Service): number => ipsPerSlot(service.hostnames.length, service.paths.length);

const shape = ({ hostnames, paths }: Service): string =>
  `${hostnames.length} ${hostnames.length === 1 ? 'hostname' : 'hostnames'} and ` +
  `${paths.length} ${paths.length === 1 ? 'path' : 'paths'}`;

const routeFields = (service: Service): Finding['fields'] => [
  service.hostnames.length >= service.paths.length ? at(service, 'hostnames') : at(service, 'paths'),
  at(service, 'hostnames'),
  at(service, 'paths'),
];

/** A rule allows five condition values in all, and a canary rule needs one for an IP. */
export const roomForIps = ({ services }: Environment): Finding[] =>
  services
    .filter((service) => capacity(service) < 1)
    .map((service) =>
      error(
        routeFields(service),
        `${shape(service)} leave no room for an IP: a rule allows ${VALUES_PER_RULE} values in all`,
        `Write at most ${VALUES_PER_RULE - 1} hostnames and paths together, or join them with a wildcard`,
      ),
    );

/** The header's rule needs room for the header and for both families of IP addresses. */
export function roomForHeader({ services }: Environment): Finding[] {
  const most = VALUES_PER_RULE - 1 - EVERYBODY.length;
  return services
    .filter((service) => service.canary_header && service.hostnames.length + service.paths.length > most)
    .map((service) =>
      error(
        [at(service, 'canary_header'), at(service, 'hostnames'), at(service, 'paths')],
        `canary_header does not fit with ${shape(service)}: a rule allows ${VALUES_PER_RULE} values in all, ` +
          `and the header's rule needs ${1 + EVERYBODY.length}`,
        `Write at most ${most} hostnames and paths together, or remove canary_header`,
      ),
    );
}

/** IPs that the slots cannot hold would be dropped silently. */
export const slotsForIps = ({ services }: Environment): Finding[] =>
  services
    .filter(
      (service) => capacity(service) > 0 && service.whitelisted_ips.length > capacity(service) * service.canary_slots,
    )
    .map((service) => {
      const slots = Math.ceil(service.whitelisted_ips.length / capacity(service));
      return error(
        [at(service, 'whitelisted_ips'), at(service, 'canary_slots'), at(service, 'hostnames'), at(service, 'paths')],
        `${service.whitelisted_ips.length} whitelisted IPs do not fit: ${service.canary_slots} canary ` +
          `${service.canary_slots === 1 ? 'slot holds' : 'slots hold'} ${capacity(service) * service.canary_slots} ` +
          `with ${shape(service)}`,
        `Write canary_slots: ${slots}, or fewer or wider blocks`,
      );
    });

/** A duplicate block takes the place of another. */
export const ipsWrittenTwice = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    service.whitelisted_ips.flatMap((ip, index, all) =>
      all.indexOf(ip) < index
        ? [error([at(service, 'whitelisted_ips', index)], `${ip} is written twice`, 'Remove one')]
        : [],
    ),
  );

/** A canary that is on but has no source tests nothing. */
export const candidateForNobody = ({ services }: Environment): Finding[] =>
  services
    .filter((service) => service.activate_canary && service.whitelisted_ips.length === 0 && !service.canary_header)
    .map((service) =>
      error(
        [at(service, 'activate_canary'), at(service, 'whitelisted_ips'), at(service, 'canary_header')],
        'the canary is on, but there are no whitelisted IPs and no canary header: nobody would see the candidate',
        'Write whitelisted_ips: [203.0.113.7/32] or a canary_header, or activate_canary: false',
      ),
    );
