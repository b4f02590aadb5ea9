// The environment's foundation stack: network, load balancer and listener, and the outputs for the service stacks.
import { TerraformStack } from 'cdktf';
import type { App } from 'cdktf';
import { environmentSchema } from '../environments/schema';
import type { Environment } from '../environments/schema';
import { foundationStackName } from '../environments/stack-names';
import { addBackend } from './backend';
import { addLoadBalancer } from './load-balancer';
import type { Place } from './names';
import type { Network } from './network';
import { createNetwork } from './network-created';
import { lookUpNetwork } from './network-existing';
import { addOutputs } from './outputs';
import { addProvider } from './provider';

/**
 * Builds the foundation. Its outputs depend on the environment only, never on its services, so that a new
 * service does not change the foundation.
 */
export function addFoundation(app: App, environment: Environment, place: Place): TerraformStack {
  const stack = new TerraformStack(app, foundationStackName(environment.name));
  addBackend(stack, environment, place);
  addProvider(stack, environment);
  const network = addNetwork(stack, environment);
  const entry = addLoadBalancer(stack, environment, network);
  addOutputs(stack, {
    alb_dns_name: entry.dnsName,
    listener_arn: entry.listenerArn,
    load_balancer_suffix: entry.loadBalancerSuffix,
    vpc_id: network?.vpcId,
    public_subnet_ids: network?.publicSubnetIds,
    private_subnet_ids: network?.privateSubnetIds,
  });
  return stack;
}

/** Creates the network or looks it up. Undefined when the file names none and its existing listener needs none. */
function addNetwork(stack: TerraformStack, environment: Environment): Network | undefined {
  const network = environment.network ?? defaultNetwork(environment);
  if (!network) return undefined;
  return 'create' in network ? createNetwork(stack, network.create) : lookUpNetwork(stack, network.existing);
}

function defaultNetwork(environment: Environment): Environment['network'] {
  const needed = !environment.load_balancer || 'create' in environment.load_balancer;
  return needed ? environmentSchema.shape.network.parse({ create: {} }) : undefined;
}
