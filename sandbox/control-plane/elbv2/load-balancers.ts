// The sandbox's one load balancer and its one listener, as ELBv2 describes them.
import { LOAD_BALANCER_NAME, listenerArn, loadBalancerArn } from '../../arns';
import type { ObservedRule } from '../../../routing';
import { actionTo } from '../../wire';
import { ApiError } from '../errors';
import { text, texts } from '../params';
import type { QueryAction } from '../query-action';
import type { World } from '../world';

/** What the listener does with a request that no rule matches. */
export const defaultRule = (world: World): ObservedRule => ({
  arn: listenerArn(world.place).replace(':listener/', ':listener-rule/').concat('/0000000000000000'),
  priority: 'default',
  conditions: [],
  action: { kind: 'fixed-response', status: 404, contentType: 'text/plain', body: 'No rule matches this request.\n' },
});

export const describeLoadBalancers: QueryAction = (world, params) => {
  const arn = loadBalancerArn(world.place);
  const strangers = [
    ...(texts(params, 'LoadBalancerArns') ?? []).filter((wanted) => wanted !== arn),
    ...(texts(params, 'Names') ?? []).filter((wanted) => wanted !== LOAD_BALANCER_NAME),
  ];
  if (strangers.length > 0) throw loadBalancerNotFound(strangers.join(', '));
  return {
    LoadBalancers: [
      {
        LoadBalancerArn: arn,
        DNSName: 'localhost',
        CanonicalHostedZoneId: 'Z0000000000000',
        CreatedTime: new Date(0),
        LoadBalancerName: LOAD_BALANCER_NAME,
        Scheme: 'internal',
        VpcId: 'vpc-sandbox',
        State: { Code: 'active' },
        Type: 'application',
        AvailabilityZones: [{ ZoneName: `${world.place.region}a`, SubnetId: 'subnet-sandbox' }],
        SecurityGroups: [],
        IpAddressType: 'ipv4',
      },
    ],
  };
};

export const describeLoadBalancerAttributes: QueryAction = (world, params) => {
  if (text(params, 'LoadBalancerArn') !== loadBalancerArn(world.place)) {
    throw loadBalancerNotFound(text(params, 'LoadBalancerArn') ?? '');
  }
  return {
    Attributes: [
      { Key: 'deletion_protection.enabled', Value: 'false' },
      { Key: 'idle_timeout.timeout_seconds', Value: '60' },
      { Key: 'routing.http2.enabled', Value: 'false' },
    ],
  };
};

export const describeListeners: QueryAction = (world, params) => {
  const arn = listenerArn(world.place);
  const balancer = text(params, 'LoadBalancerArn');
  if (balancer !== undefined && balancer !== loadBalancerArn(world.place)) throw loadBalancerNotFound(balancer);
  const stranger = texts(params, 'ListenerArns')?.find((wanted) => wanted !== arn);
  if (stranger !== undefined) throw listenerNotFound();
  return {
    Listeners: [
      {
        ListenerArn: arn,
        LoadBalancerArn: loadBalancerArn(world.place),
        Port: world.port(),
        Protocol: 'HTTP',
        DefaultActions: [{ Order: 1, ...actionTo(defaultRule(world).action, (name) => name) }],
      },
    ],
  };
};

const loadBalancerNotFound = (what: string): ApiError =>
  new ApiError('LoadBalancerNotFound', `Load balancers '[${what}]' not found`);

export const listenerNotFound = (): ApiError => new ApiError('ListenerNotFound', 'One or more listeners not found');
