// The sandbox's one load balancer and its one listener, as ELBv2 describes them.
import { LOAD_BALANCER_NAME, listenerArn, loadBalancerArn } from '../../arns';
import type { ObservedRule } from '../../../routing';
import { toElbv2Action } from '../../elbv2-mapping';
import { ApiError } from '../errors';
import { text, texts } from '../params';
import type { QueryAction } from '../query-action';
import type { ControlPlaneContext } from '../context';
import { readPage } from './paging';

/** What the listener does with a request that no rule matches. */
export const defaultRule = (context: ControlPlaneContext): ObservedRule => ({
  arn: listenerArn(context.place).replace(':listener/', ':listener-rule/').concat('/0000000000000000'),
  priority: 'default',
  conditions: [],
  action: { kind: 'fixed-response', status: 404, contentType: 'text/plain', body: 'No rule matches this request.\n' },
});

export const describeLoadBalancers: QueryAction = (context, params) => {
  const arn = loadBalancerArn(context.place);
  const unknown = [
    ...(texts(params, 'LoadBalancerArns') ?? []).filter((wanted) => wanted !== arn),
    ...(texts(params, 'Names') ?? []).filter((wanted) => wanted !== LOAD_BALANCER_NAME),
  ];
  if (unknown.length > 0) throw loadBalancerNotFound(unknown.join(', '));
  const { items, nextMarker } = readPage(params, [describeLoadBalancer(context)]);
  return { LoadBalancers: items, NextMarker: nextMarker };
};

const describeLoadBalancer = ({ place }: ControlPlaneContext): object => ({
  LoadBalancerArn: loadBalancerArn(place),
  DNSName: 'localhost',
  CanonicalHostedZoneId: 'Z0000000000000',
  CreatedTime: new Date(0),
  LoadBalancerName: LOAD_BALANCER_NAME,
  Scheme: 'internal',
  VpcId: 'vpc-sandbox',
  State: { Code: 'active' },
  Type: 'application',
  AvailabilityZones: [{ ZoneName: `${place.region}a`, SubnetId: 'subnet-sandbox' }],
  SecurityGroups: [],
  IpAddressType: 'ipv4',
});

export const describeLoadBalancerAttributes: QueryAction = (context, params) => {
  if (text(params, 'LoadBalancerArn') !== loadBalancerArn(context.place)) {
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

export const describeListeners: QueryAction = (context, params) => {
  const arn = listenerArn(context.place);
  const balancer = text(params, 'LoadBalancerArn');
  if (balancer !== undefined && balancer !== loadBalancerArn(context.place)) throw loadBalancerNotFound(balancer);
  const unknown = texts(params, 'ListenerArns')?.find((wanted) => wanted !== arn);
  if (unknown !== undefined) throw listenerNotFound();
  const listener = {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancerArn(context.place),
    Port: context.port(),
    Protocol: 'HTTP',
    DefaultActions: [{ Order: 1, ...toElbv2Action(defaultRule(context).action, (name) => name) }],
  };
  const { items, nextMarker } = readPage(params, [listener]);
  return { Listeners: items, NextMarker: nextMarker };
};

const loadBalancerNotFound = (what: string): ApiError =>
  new ApiError('LoadBalancerNotFound', `Load balancers '[${what}]' not found`);

export const listenerNotFound = (): ApiError => new ApiError('ListenerNotFound', 'One or more listeners not found');
