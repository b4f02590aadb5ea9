// The load balancer and its listeners. Requests that match no rule get 404.
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { TerraformStack } from 'cdktf';
import { environmentSchema } from '../environments/schema';
import type { Environment } from '../environments/schema';
import type { Network } from './network';

type Created = Extract<NonNullable<Environment['load_balancer']>, { create: unknown }>['create'];

/** The load balancer and the listener that gets the services' rules. */
export interface LoadBalancer {
  readonly listenerArn: string;
  /** `app/name/id`: the load balancer in the LoadBalancer dimension of CloudWatch. */
  readonly loadBalancerSuffix: string;
  /** Undefined for a load balancer that Teal did not create. */
  readonly dnsName: string | undefined;
}

const NOT_FOUND = {
  type: 'fixed-response',
  fixedResponse: { contentType: 'text/plain', messageBody: 'Not found', statusCode: '404' },
};

/**
 * Creates the load balancer and its listeners, or uses the existing listener.
 * @throws {Error} when a load balancer is to be created without a network that names its subnets.
 */
export function addLoadBalancer(
  stack: TerraformStack,
  environment: Environment,
  network: Network | undefined,
): LoadBalancer {
  const settings = environment.load_balancer ?? environmentSchema.shape.load_balancer.parse({ create: {} });
  if (settings && 'existing' in settings) return existingLoadBalancer(settings.existing.listener_arn);
  if (!settings || !network?.publicSubnetIds)
    throw new Error('load_balancer.create needs subnets: set network.existing.subnet_ids or subnet_tags');
  const loadBalancer = createLoadBalancer(stack, settings.create, network.vpcId, network.publicSubnetIds);
  const listener = createListener(stack, settings.create, loadBalancer);
  return { listenerArn: listener.arn, loadBalancerSuffix: loadBalancer.arnSuffix, dnsName: loadBalancer.dnsName };
}

/** A listener's ARN holds its load balancer's: `…:listener/app/name/id/listener-id`. */
export function existingLoadBalancer(listenerArn: string): LoadBalancer {
  const parts = listenerArn.split(':listener/')[1]?.split('/') ?? [];
  return { listenerArn, loadBalancerSuffix: parts.slice(0, 3).join('/'), dnsName: undefined };
}

function createLoadBalancer(stack: TerraformStack, settings: Created, vpcId: string, subnets: string[]): Lb {
  const name = settings.name ?? stack.node.id;
  const ports = settings.certificate_arn === undefined ? [80] : [80, 443];
  const group = new SecurityGroup(stack, 'load-balancer-security-group', {
    name: `${name}-load-balancer`,
    description: `Clients of the load balancer ${name}`,
    vpcId,
    // Functions are invoked through the Lambda API, not over the VPC: no outgoing traffic is needed.
    ingress: ports.map((port) => ({
      fromPort: port,
      toPort: port,
      protocol: 'tcp',
      cidrBlocks: settings.ingress_cidrs,
    })),
  });
  return new Lb(stack, 'load-balancer', {
    name,
    loadBalancerType: 'application',
    internal: settings.internal,
    securityGroups: [group.id],
    subnets,
    idleTimeout: settings.idle_timeout,
    dropInvalidHeaderFields: true,
    enableDeletionProtection: settings.deletion_protection,
  });
}

/** The listener keeps its id with and without a certificate, so that the services' rules are not replaced. */
function createListener(stack: TerraformStack, settings: Created, loadBalancer: Lb): LbListener {
  const loadBalancerArn = loadBalancer.arn;
  const defaultAction = [NOT_FOUND];
  if (settings.certificate_arn === undefined)
    return new LbListener(stack, 'listener', { loadBalancerArn, port: 80, protocol: 'HTTP', defaultAction });
  const listener = new LbListener(stack, 'listener', {
    loadBalancerArn,
    port: 443,
    protocol: 'HTTPS',
    certificateArn: settings.certificate_arn,
    sslPolicy: settings.ssl_policy,
    defaultAction,
  });
  new LbListener(stack, 'redirect-listener', {
    loadBalancerArn,
    port: 80,
    protocol: 'HTTP',
    defaultAction: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', statusCode: 'HTTP_301' } }],
    dependsOn: [listener],
  });
  return listener;
}
