// Attaches a service's functions to the VPC.
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import type { LambdaFunctionVpcConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import type { BuiltFunction } from '../environments/service';
import { targetGroupName } from '../routing';
import type { FoundationOutputs } from './foundation-outputs';
import { ownedBy } from './owner';
import type { Owner } from './owner';

/** Subnets and security groups of each function, in their order; undefined for one that is not in the VPC. */
export function addVpc(
  stack: TerraformStack,
  service: Service,
  functions: readonly BuiltFunction[],
  foundation: FoundationOutputs,
): (LambdaFunctionVpcConfig | undefined)[] {
  const needsGroup = functions.filter(({ vpc }) => vpc && vpc.security_group_ids === undefined);
  const groups = ownedBy(needsGroup).map((owner) => ({
    owner,
    id: addSecurityGroup(stack, service, owner, foundation),
  }));
  return functions.map((fn) => {
    const group = groups.find(({ owner }) => owner.functions.includes(fn));
    return (
      fn.vpc && {
        subnetIds: fn.vpc.subnet_ids ? [...fn.vpc.subnet_ids] : foundation.privateSubnetIds(),
        securityGroupIds: fn.vpc.security_group_ids ? [...fn.vpc.security_group_ids] : group ? [group.id] : [],
      }
    );
  });
}

function addSecurityGroup(
  stack: TerraformStack,
  service: Service,
  { color, functions }: Owner,
  foundation: FoundationOutputs,
): string {
  const suffix = color ? `-${color}` : '';
  const subnet = functions.find(({ vpc }) => vpc?.subnet_ids)?.vpc?.subnet_ids?.[0];
  // Subnets of the service may be in another VPC than the environment's.
  const vpcId =
    subnet === undefined
      ? foundation.vpcId()
      : new DataAwsSubnet(stack, `function-subnet${suffix}`, { id: subnet }).vpcId;
  const group = new SecurityGroup(stack, `function-security-group${suffix}`, {
    name: color ? targetGroupName(service.family, color) : service.family,
    description: color
      ? `Function of ${service.name}, ${color}: nothing comes in`
      : `Functions of ${service.name}: nothing comes in`,
    vpcId,
    egress: [{ fromPort: 0, toPort: 0, protocol: '-1', cidrBlocks: ['0.0.0.0/0'], ipv6CidrBlocks: ['::/0'] }],
  });
  return group.id;
}
