// Rules on the network: an existing VPC must be identified, and functions in a VPC need subnets. Pure.
import { at, error } from '../finding';
import type { Finding } from '../finding';
import type { Environment } from '../schema';

/** An existing VPC is found by its id, by tags, or through one of its subnets. */
export function existingNetwork({ network, load_balancer: balancer }: Environment): Finding[] {
  if (!network || !('existing' in network)) return [];
  const { vpc_id, tags, subnet_ids, subnet_tags, private_subnet_ids } = network.existing;
  const place: Finding['fields'] = [['network', 'existing']];
  const findings: Finding[] = [];
  if (vpc_id === undefined && !tags && !subnet_ids?.length && !private_subnet_ids?.length) {
    findings.push(
      error(place, 'the VPC is named neither by id nor by tags', 'Write vpc_id: vpc-… or tags: { Name: … }'),
    );
  }
  if (balancer && 'create' in balancer && !subnet_ids?.length && !subnet_tags) {
    findings.push(
      error(
        place,
        "the load balancer's subnets are named neither by ids nor by tags",
        'Write subnet_ids: [subnet-…, subnet-…], in at least two zones, or subnet_tags',
      ),
    );
  }
  return findings;
}

/** Functions in a VPC need its subnets and a security group. */
export const networkOfFunctions = ({ target, network, services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const vpc = service.vpc;
    if (target !== 'aws' || !vpc) return [];
    const known = network && 'existing' in network ? network.existing : undefined;
    const subnets = vpc.subnet_ids?.length ?? 0;
    const created = network !== undefined && 'create' in network;
    const found = known?.private_subnet_ids !== undefined || known?.private_subnet_tags !== undefined;
    const fields: Finding['fields'] = [at(service, 'vpc'), ['network']];
    if (subnets === 0 && !created && !found) {
      return [
        error(
          fields,
          `the functions of ${service.name} are in a VPC, but no subnets are named for them`,
          'Write vpc.subnet_ids, or network.existing.private_subnet_ids or private_subnet_tags',
        ),
      ];
    }
    if (!network && !vpc.security_group_ids?.length) {
      return [
        error(
          fields,
          `the functions of ${service.name} are in a VPC without a security group, and there is no network to create one in`,
          'Write vpc.security_group_ids, or network',
        ),
      ];
    }
    return [];
  });
