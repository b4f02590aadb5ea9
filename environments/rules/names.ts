// Rules on names that AWS would refuse, or that two services would share. Pure.
import { COLORS, targetGroupName } from '../../routing';
import { at, error } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

/** Longest name of a load balancer or a target group; names of functions and roles may be longer (64). */
const LONGEST = 32;

/** Longest family that fits into the name of a target group of either color. */
export const LONGEST_FAMILY = LONGEST - Math.max(...COLORS.map((color) => targetGroupName('', color).length));

/** The family is the prefix of the names of target groups, functions and roles; target groups have the lowest limit. */
export const familyNames = ({ name, services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const { family } = service;
    const fields: Finding['fields'] = [at(service, 'family')];
    const from =
      family === `${name}-${service.name}` ? ` (the environment and the service, since family is not set)` : '';
    if (family.length > LONGEST_FAMILY) {
      return [
        error(
          fields,
          `the family ${JSON.stringify(family)}${from} makes the target group's name ${targetGroupName(family, 'green')} ` +
            `${targetGroupName(family, 'green').length} characters long, and AWS allows ${LONGEST}`,
          `Write a family of at most ${LONGEST_FAMILY} characters`,
        ),
      ];
    }
    if (/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(family)) return [];
    return [
      error(
        fields,
        `AWS refuses target groups named after the family ${JSON.stringify(family)}${from}`,
        'Write letters, digits and hyphens, but no hyphen first',
      ),
    ];
  });

/** Two services of one family would own the same target groups and functions; to IAM, case does not tell their roles apart. */
export const familyUsedTwice = ({ services }: Environment): Finding[] =>
  services.flatMap((service, index) => {
    const owner = services.slice(0, index).find((other) => fold(other.family) === fold(service.family));
    if (!owner) return [];
    return [
      error(
        [at(service, 'family'), at(owner, 'family')],
        `the family ${JSON.stringify(service.family)} is already used by ${owner.name}`,
        `Write another family, such as ${freeFamily(service, services)}`,
      ),
    ];
  });

function freeFamily(service: Service, services: readonly Service[]): string {
  const taken = new Set(services.map((other) => fold(other.family)));
  const stem = service.family.slice(0, LONGEST_FAMILY - 3);
  let number = 2;
  while (taken.has(fold(`${stem}-${number}`))) number++;
  return `${stem}-${number}`;
}

const fold = (family: string): string => family.toLowerCase();

/** The load balancer's name, which is the environment's when it is not set. */
export function loadBalancerName({ name, target, load_balancer: balancer }: Environment): Finding[] {
  if (target !== 'aws' || !balancer || !('create' in balancer)) return [];
  const chosen = balancer.create.name ?? name;
  const complain = (reason: string): Finding[] => [
    error(
      [['load_balancer', 'create', 'name']],
      `AWS refuses a load balancer named ${JSON.stringify(chosen)}: ${reason}`,
      `Write load_balancer.create.name: at most ${LONGEST} letters, digits and hyphens`,
    ),
  ];
  if (chosen.length > LONGEST) return complain(`it has ${chosen.length} characters`);
  if (!/^[A-Za-z0-9-]+$/.test(chosen)) return complain('only letters, digits and hyphens are allowed');
  if (/^-|-$/.test(chosen)) return complain('it begins or ends with a hyphen');
  if (chosen.startsWith('internal-')) return complain('it begins with internal-');
  return [];
}
