// Attaches a service's functions to the VPC.
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import type { LambdaFunctionVpcConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import type { FoundationOutputs } from './foundation-outputs';

/** Subnets and security groups of both functions; undefined for a service that is not in the VPC. */
export function addVpc(
  stack: TerraformStack,
  service: Service,
  foundation: FoundationOutputs,
): LambdaFunctionVpcConfig | undefined {
  const { vpc } = service;
  if (!vpc) return undefined;
  return {
    subnetIds: vpc.subnet_ids ?? foundation.privateSubnetIds(),
    securityGroupIds: vpc.security_group_ids ?? [addSecurityGroup(stack, service, foundation)],
  };
}

function addSecurityGroup(stack: TerraformStack, service: Service, foundation: FoundationOutputs): string {
  const subnet = service.vpc?.subnet_ids?.[0];
  // Subnets of the service may be in another VPC than the environment's.
  const vpcId =
    subnet === undefined ? foundation.vpcId() : new DataAwsSubnet(stack, 'function-subnet', { id: subnet }).vpcId;
  const group = new SecurityGroup(stack, 'function-security-group', {
    name: service.family,
    description: `Functions of ${service.name}: nothing comes in`,
    vpcId,
    egress: [{ fromPort: 0, toPort: 0, protocol: '-1', cidrBlocks: ['0.0.0.0/0'], ipv6CidrBlocks: ['::/0'] }],
  });
  return group.id;
}
