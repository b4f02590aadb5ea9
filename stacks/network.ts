// The VPC that an environment lives in, wherever it comes from.
import type { TerraformStack } from 'cdktf';
import { environmentSchema } from '../environments/schema';
import type { Environment } from '../environments/schema';
import { createNetwork } from './network-created';
import { lookUpNetwork } from './network-existing';

/** A VPC. Subnets that the environment file does not name are undefined. */
export interface Network {
  readonly vpcId: string;
  /** Subnets of the load balancer. */
  readonly publicSubnetIds: string[] | undefined;
  /** Subnets of functions in the VPC. */
  readonly privateSubnetIds: string[] | undefined;
}

/** The environment's network: created, looked up, or none where an existing listener makes it unnecessary. */
export function addNetwork(stack: TerraformStack, environment: Environment): Network | undefined {
  const network = environment.network ?? defaultNetwork(environment);
  if (!network) return undefined;
  return 'create' in network ? createNetwork(stack, network.create) : lookUpNetwork(stack, network.existing);
}

function defaultNetwork(environment: Environment): Environment['network'] {
  const needed = !environment.load_balancer || 'create' in environment.load_balancer;
  return needed ? environmentSchema.shape.network.parse({ create: {} }) : undefined;
}
