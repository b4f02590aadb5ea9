// Finds the listener that has the rules of an environment.
import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Environment } from '../../environments/schema';
import { UserError } from '../core/errors';
import type { Elbv2 } from './elbv2';

/** Name of the load balancer of every sandbox. */
const SANDBOX_LOAD_BALANCER = 'sandbox';

/** ARN of the listener: the one in the file, otherwise the one that serves requests on the environment's load balancer. */
export async function findListener(api: Elbv2, environment: Environment): Promise<string> {
  const loadBalancer = environment.load_balancer;
  if (environment.target !== 'sandbox' && loadBalancer && 'existing' in loadBalancer) {
    return loadBalancer.existing.listener_arn;
  }
  const name = loadBalancerName(environment);
  const found = await api.loadBalancer(name);
  if (!found?.LoadBalancerArn) {
    throw new UserError(
      'NOT_FOUND',
      `${environment.name} has no load balancer named ${name} in ${environment.region}.`,
      `Create it first: ctl deploy -e ${environment.name}.`,
    );
  }
  const listeners = await api.listeners(found.LoadBalancerArn);
  const listener = findServing(listeners);
  if (listener?.ListenerArn !== undefined) return listener.ListenerArn;
  const existing = listeners.map((one) => `${one.Protocol}:${one.Port}`).join(', ') || 'none';
  throw new UserError(
    'LISTENER_AMBIGUOUS',
    `It is not clear which listener of the load balancer ${name} serves ${environment.name}; it has: ${existing}.`,
    'Name it in the environment file: load_balancer: { existing: { listener_arn: … } }.',
  );
}

function loadBalancerName(environment: Environment): string {
  if (environment.target === 'sandbox') return SANDBOX_LOAD_BALANCER;
  const loadBalancer = environment.load_balancer;
  return (loadBalancer && 'create' in loadBalancer ? loadBalancer.create.name : undefined) ?? environment.name;
}

/** HTTPS is preferred, since the HTTP listener beside it only redirects. */
function findServing(listeners: readonly Listener[]): Listener | undefined {
  const only = listeners.length === 1 ? listeners[0] : undefined;
  return only ?? listeners.find((one) => one.Port === 443) ?? listeners.find((one) => one.Port === 80);
}
