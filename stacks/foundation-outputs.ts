// The foundation's outputs, as a service stack reads them.
import type { TerraformRemoteState, TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import { existingLoadBalancer } from './load-balancer';

/** The foundation as a service stack sees it; each field is read only when it is called. */
export interface FoundationOutputs {
  readonly listenerArn: () => string;
  readonly loadBalancerSuffix: () => string;
  readonly vpcId: () => string;
  readonly privateSubnetIds: () => string[];
}

/**
 * Reads the foundation's outputs from its Terraform state. An existing listener's ARN is used directly, so that a service in
 * such an environment needs no foundation. The outputs have fixed names: with cdktf's implicit references the foundation
 * would change whenever a service first uses one.
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
