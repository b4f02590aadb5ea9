// Names that only one environment of an account may have: families, and in one region load balancers. Pure.
import { at } from '../finding';
import type { Path } from '../finding';
import { LONGEST_FAMILY } from '../rules/names';
import type { Claims, ServiceClaims } from './claims';
import { commonClaim, fold, quote } from './common-claim';
import type { CommonClaim } from './common-claim';
import { sameAccount } from './likely';

/** Families that both have, in whatever region: the role of a family is global in its account. */
export function commonFamilies(one: Claims, other: Claims): CommonClaim[] {
  const account = sameAccount(one, other);
  if (account === 'no') return [];
  const own = byFamily(one);
  const taken = byFamily(other);
  return [...own].flatMap(([family, service]) => {
    const same = taken.get(family);
    if (!same) return [];
    const shared = one.region === other.region ? 'functions, target groups and role' : 'the role, which is global';
    return [
      commonClaim(
        [at(service, 'family'), at(same, 'family')],
        `the family ${quote(service.family ?? '')} is also that of ${same.name} in ${other.name}, ` +
          `${inOneAccount(one, other)}: ${shared}`,
        `Write another family, such as ${freeFamily(one, service, new Set([...own.keys(), ...taken.keys()]))}` +
          orAccount(one, other),
        account,
      ),
    ];
  });
}

const byFamily = ({ services }: Claims): Map<string, ServiceClaims> =>
  new Map(services.flatMap((service) => (service.family === undefined ? [] : [[fold(service.family), service]])));

/** Environment and service, with a number if that is taken. */
function freeFamily({ name }: Claims, service: ServiceClaims, taken: ReadonlySet<string>): string {
  const whole = `${name}-${service.name}`.slice(0, LONGEST_FAMILY);
  const stem = whole.slice(0, LONGEST_FAMILY - 3);
  let family = whole;
  for (let number = 2; taken.has(fold(family)); number++) family = `${stem}-${number}`;
  return family;
}

/** The load balancer, if both create one of the same name. */
export function commonLoadBalancer(one: Claims, other: Claims): CommonClaim[] {
  const account = sameAccount(one, other);
  if (account === 'no' || one.region !== other.region) return [];
  if (one.created === undefined || one.created !== other.created) return [];
  const path: Path = ['load_balancer', 'create', 'name'];
  return [
    commonClaim(
      [path, path],
      `the load balancer ${quote(one.created)} is also created by ${other.name}, ${inOneAccount(one, other)}`,
      `Write another name, or use the listener of ${other.name}: load_balancer: { existing: { listener_arn: … } }` +
        orAccount(one, other),
      account,
    ),
  ];
}

function inOneAccount(one: Claims, other: Claims): string {
  if (sameAccount(one, other) === 'perhaps') return 'perhaps in the same account';
  return one.account === undefined ? 'and nothing tells their accounts apart' : 'in the same account';
}

const orAccount = (one: Claims, other: Claims): string =>
  one.account === undefined || other.account === undefined
    ? '; or write account in both files if they are in different accounts'
    : '';
