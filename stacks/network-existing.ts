// Looks up an existing VPC by ids or tags.
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import type { TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import { escapeTemplates } from './escape-template';
import type { Network } from './network';

type Existing = Extract<NonNullable<Environment['network']>, { existing: unknown }>['existing'];
type Tags = Readonly<Record<string, string>>;

/**
 * Looks the VPC up.
 * @throws {Error} when the settings name neither the VPC nor a subnet of it.
 */
export function lookUpNetwork(stack: TerraformStack, settings: Existing): Network {
  const vpcId = findVpc(stack, settings);
  return {
    vpcId,
    publicSubnetIds: settings.subnet_ids ?? findSubnets(stack, 'public', vpcId, settings.subnet_tags),
    privateSubnetIds: settings.private_subnet_ids ?? findSubnets(stack, 'private', vpcId, settings.private_subnet_tags),
  };
}

function findVpc(stack: TerraformStack, settings: Existing): string {
  if (settings.vpc_id !== undefined) return settings.vpc_id;
  if (settings.tags) return new DataAwsVpc(stack, 'vpc', { tags: escapeTemplates(settings.tags) }).id;
  const id = settings.subnet_ids?.[0] ?? settings.private_subnet_ids?.[0];
  if (id === undefined) throw new Error('network.existing names no VPC: set vpc_id, tags or subnet_ids');
  return new DataAwsSubnet(stack, 'subnet', { id }).vpcId;
}

function findSubnets(stack: TerraformStack, side: string, vpcId: string, tags?: Tags): string[] | undefined {
  if (!tags) return undefined;
  const filter = [{ name: 'vpc-id', values: [vpcId] }];
  return new DataAwsSubnets(stack, `${side}-subnets`, { filter, tags: escapeTemplates(tags) }).ids;
}
