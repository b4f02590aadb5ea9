// Rules on host names and paths: what a service's rules match. Pure.
import { at, error } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

/** Most characters of a host name or a path pattern ("Condition types for listener rules"). */
const LONGEST = 128;

/** A rule without a condition would match every request. */
export const routeMissing = ({ services }: Environment): Finding[] =>
  services
    .filter((service) => service.hostnames.length + service.paths.length === 0)
    .map((service) =>
      error(
        [at(service), at(service, 'hostnames'), at(service, 'paths')],
        `${service.name} has neither hostnames nor paths, so no request could reach it`,
        `Write hostnames: [${service.name}.example.com] or paths: [/${service.name}/*]`,
      ),
    );

/** Host names as a host-header condition accepts them. */
export const hostnames = ({ target, services }: Environment): Finding[] =>
  eachValue(services, 'hostnames', (host) => {
    if (host.length > LONGEST) return [`${host.length} characters are too long`, `Write at most ${LONGEST}`];
    if (!/^[A-Za-z0-9.*?-]+$/.test(host)) {
      return [
        `${JSON.stringify(host)} is not a host name`,
        'Write letters, digits, dots and hyphens (* and ? as wildcards), without scheme, port and path',
      ];
    }
    if (target === 'aws' && !host.includes('.')) {
      return [`${JSON.stringify(host)} has no dot, which AWS refuses`, `Write the whole name: ${host}.example.com`];
    }
    return undefined;
  });

/** Paths as a path-pattern condition accepts them. */
export const paths = ({ services }: Environment): Finding[] =>
  eachValue(services, 'paths', (path) => {
    if (path.length > LONGEST) return [`${path.length} characters are too long`, `Write at most ${LONGEST}`];
    if (!/^[A-Za-z0-9_.$/~"'@:+&*?-]+$/.test(path)) {
      return [
        `${JSON.stringify(path)} contains a character that AWS refuses in a path pattern`,
        `Write letters, digits and _ - . $ / ~ " ' @ : + & only (* and ? as wildcards), without a query string`,
      ];
    }
    if (!/^[/*?]/.test(path)) {
      return [`${JSON.stringify(path)} matches nothing, since every path starts with /`, `Write /${path}`];
    }
    return undefined;
  });

/** Of two rules for the same host and path, the second never gets a request. Hosts are compared without case. */
export function claimedTwice({ services }: Environment): Finding[] {
  const owners = new Map<string, Service>();
  return services.flatMap((service) => {
    const twice = new Map<Service, string>();
    for (const claim of claims(service)) {
      const owner = owners.get(claim);
      if (owner && owner !== service && !twice.has(owner)) twice.set(owner, claim);
      else if (!owner) owners.set(claim, service);
    }
    return [...twice].map(([owner, claim]) =>
      error(
        [
          at(service, service.hostnames.length > 0 ? 'hostnames' : 'paths'),
          at(service, 'paths'),
          at(owner, 'hostnames'),
          at(owner, 'paths'),
        ],
        `${claim} already goes to ${owner.name}, so ${service.name} would never get it`,
        `Remove it from ${owner.name} or from ${service.name}, or write different hostnames or paths`,
      ),
    );
  });
}

function claims({ hostnames: hosts, paths: patterns }: Service): string[] {
  const names = hosts.length > 0 ? hosts.map((host) => host.toLowerCase()) : ['any host'];
  return names.flatMap((host) => (patterns.length > 0 ? patterns : ['/*']).map((path) => `${host} with ${path}`));
}

type Complaint = readonly [message: string, hint: string];

function eachValue(
  services: readonly Service[],
  field: 'hostnames' | 'paths',
  complain: (value: string) => Complaint | undefined,
): Finding[] {
  return services.flatMap((service) =>
    service[field].flatMap((value, index, all) => {
      const same = (other: string) =>
        field === 'hostnames' ? other.toLowerCase() === value.toLowerCase() : other === value;
      const complaint: Complaint | undefined =
        all.findIndex(same) < index ? [`${JSON.stringify(value)} is written twice`, 'Remove one'] : complain(value);
      return complaint ? [error([at(service, field, index)], ...complaint)] : [];
    }),
  );
}
