// What a service stack knows of its foundation.
import type { TerraformRemoteState, TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import { existingLoadBalancer } from './load-balancer';

/** The foundation as a service stack sees it; each field is read only when it is asked for. */
export interface FoundationOutputs {
  readonly listenerArn: () => string;
  readonly loadBalancerSuffix: () => string;
  readonly vpcId: () => string;
  readonly privateSubnetIds: () => string[];
}

/**
 * The foundation's outputs through its Terraform state; an existing listener is taken literally, so that a service in such
 * an environment needs no foundation at all. The outputs are named by us rather than by cdktf's implicit references, which
 * would make the foundation change whenever a service first uses one.
 */
export function foundationOutputs(
  stack: TerraformStack,
  foundation: TerraformStack,
  environment: Environment,
): FoundationOutputs {
  stack.addDependency(foundation);
  const state = (): TerraformRemoteState => stack.registerIncomingCrossStackReference(foundation);
  const { load_balancer: loadBalancer } = environment;
  const entry =
    loadBalancer && 'existing' in loadBalancer ? existingLoadBalancer(loadBalancer.existing.listener_arn) : undefined;
  return {
    listenerArn: () => entry?.listenerArn ?? state().getString('listener_arn'),
    loadBalancerSuffix: () => entry?.loadBalancerSuffix ?? state().getString('load_balancer_suffix'),
    vpcId: () => state().getString('vpc_id'),
    privateSubnetIds: () => state().getList('private_subnet_ids'),
  };
}
