// What two environments of one checkout claim both. Pure.
import { foundationStackName, serviceStackName } from '../stack-names';
import { at } from '../finding';
import type { Path } from '../finding';
import type { Claims } from './claims';
import { commonClaim, fold, quote } from './common-claim';
import type { CommonClaim } from './common-claim';
import { commonFamilies, commonLoadBalancer } from './in-account';
import { commonPorts, commonPriorities } from './on-listener';

/**
 * What `one` claims that `other` claims too: the environment's name; stacks; in one account families and load balancers; on one
 * listener priorities; for sandboxes ports. A warning where the files do not tell whether both mean the same account or listener,
 * and for ports, since one of two sandboxes may run.
 */
export function commonClaims(one: Claims, other: Claims): CommonClaim[] {
  if (fold(one.name) === fold(other.name)) return [sameName(one, other)];
  if (one.target !== other.target) return [];
  if (one.target === 'sandbox') return commonPorts(one, other);
  return [
    ...commonStacks(one, other),
    ...commonFamilies(one, other),
    ...commonLoadBalancer(one, other),
    ...commonPriorities(one, other),
  ];
}

const FILE: Path = [];

function sameName(one: Claims, other: Claims): CommonClaim {
  const why = one.name === other.name ? '' : ': on macOS, upper and lower case do not tell them apart';
  const message = `the environment ${quote(one.name)} has another file, that of ${quote(other.name)}`;
  return commonClaim([FILE, FILE], message, `Remove or rename one of the two files${why}`);
}

/** A stack's name, the field that claims it, and whose it is. */
interface Stack {
  readonly name: string;
  readonly path: Path;
  readonly owner: string;
}

const stacksOf = ({ name, services }: Claims): Stack[] => [
  { name: foundationStackName(name), path: FILE, owner: `the environment ${name}` },
  ...services.map((service) => ({
    name: serviceStackName(name, service.name),
    path: at(service),
    owner: `the service ${service.name} of ${name}`,
  })),
];

/** Whatever the accounts: the folder of a stack, and its state where that is a local file, are named after it alone. */
function commonStacks(one: Claims, other: Claims): CommonClaim[] {
  const taken = new Map(stacksOf(other).map((stack) => [fold(stack.name), stack]));
  return stacksOf(one).flatMap((stack) => {
    const same = taken.get(fold(stack.name));
    if (!same) return [];
    return [
      commonClaim(
        [stack.path, same.path],
        `the stack ${quote(stack.name)} of ${stack.owner} is also the one of ${same.owner}, with the same state`,
        'Rename the service or the file of the one that is not deployed yet',
      ),
    ];
  });
}
