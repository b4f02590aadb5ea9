import { describe, expect, it } from '@jest/globals';
import { addresses, environment, resource, service, stackOf, synth } from './environment';
import type { StackJson } from './environment';

type Settings = Parameters<typeof environment>[1];

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';
const LISTENER =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2';

const foundation = (settings?: Settings): StackJson => stackOf(synth([environment([service()], settings)]), 'prod');
const typesOf = (stack: StackJson): string[] => Object.keys(stack.resource).sort();

describe('the load balancer', () => {
  it('answers requests that match no rule with 404 over plain HTTP when there is no certificate', () => {
    const stack = foundation();
    expect(resource(stack, 'aws_lb_listener.listener')).toMatchObject({
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'fixed-response', fixed_response: { status_code: '404' } }],
    });
    expect(addresses(stack)).not.toContain('aws_lb_listener.redirect-listener');
  });

  it('serves HTTPS and redirects HTTP to it when there is a certificate', () => {
    const stack = foundation({ load_balancer: { create: { certificate_arn: CERTIFICATE } } });
    expect(resource(stack, 'aws_lb_listener.listener')).toMatchObject({
      port: 443,
      protocol: 'HTTPS',
      certificate_arn: CERTIFICATE,
    });
    expect(resource(stack, 'aws_lb_listener.redirect-listener')).toMatchObject({
      port: 80,
      default_action: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', status_code: 'HTTP_301' } }],
    });
  });

  it('keeps the id of the listener that carries the rules when a certificate comes', () => {
    const stack = foundation({ load_balancer: { create: { certificate_arn: CERTIFICATE } } });
    expect(addresses(foundation()).filter((address) => !addresses(stack).includes(address))).toEqual([]);
  });

  it('is protected against deletion unless the file disables that', () => {
    expect(resource(foundation(), 'aws_lb.load-balancer')).toMatchObject({ enable_deletion_protection: true });
    const free = foundation({ load_balancer: { create: { deletion_protection: false } } });
    expect(resource(free, 'aws_lb.load-balancer')).toMatchObject({ enable_deletion_protection: false });
  });

  it('lets in the blocks that the file names, on its own ports only, and nothing out', () => {
    const stack = foundation({ load_balancer: { create: { ingress_cidrs: ['198.51.100.0/24'] } } });
    const group = resource(stack, 'aws_security_group.load-balancer-security-group');
    expect(group['ingress']).toMatchObject([{ from_port: 80, to_port: 80, cidr_blocks: ['198.51.100.0/24'] }]);
    expect(group).not.toHaveProperty('egress');
  });

  it('is not created where a listener exists, and neither is a network', () => {
    const stacks = synth([environment([service()], { load_balancer: { existing: { listener_arn: LISTENER } } })]);
    expect(addresses(stackOf(stacks, 'prod'))).toEqual([]);
    const shop = stackOf(stacks, 'prod-shop');
    expect(resource(shop, 'aws_lb_listener_rule.rule-production')).toMatchObject({ listener_arn: LISTENER });
    expect(JSON.stringify(resource(shop, 'aws_cloudwatch_metric_alarm.alarm-5xx-blue'))).toContain(
      '"LoadBalancer":"app/shared/50dc6c495c0c9188"',
    );
    expect(shop.data).toEqual({});
  });
});

describe('the network', () => {
  it('is created with public and private subnets over the zones asked for, in blocks of their own', () => {
    const stack = foundation({ network: { create: { cidr: '10.20.0.0/16', availability_zones: 3 } } });
    const blocks = Object.values(stack.resource['aws_subnet'] ?? {}).map((subnet) => subnet['cidr_block']);
    expect(blocks).toHaveLength(6);
    expect(new Set(blocks).size).toBe(6);
    expect(resource(stack, 'aws_vpc.vpc')).toMatchObject({ cidr_block: '10.20.0.0/16' });
    expect(typesOf(stack)).not.toContain('aws_nat_gateway');
  });

  it('has a NAT gateway for functions when asked for', () => {
    const stack = foundation({ network: { create: { nat_gateway: true } } });
    expect(resource(stack, 'aws_route.private-route')).toMatchObject({
      nat_gateway_id: '${aws_nat_gateway.nat-gateway.id}',
    });
  });

  it('takes subnets by their ids and creates none', () => {
    const stack = foundation({ network: { existing: { vpc_id: 'vpc-1', subnet_ids: ['subnet-1', 'subnet-2'] } } });
    expect(resource(stack, 'aws_lb.load-balancer')).toMatchObject({ subnets: ['subnet-1', 'subnet-2'] });
    expect(typesOf(stack)).toEqual(['aws_lb', 'aws_lb_listener', 'aws_security_group']);
  });

  it('is found by tags', () => {
    const stack = foundation({ network: { existing: { tags: { Name: 'main' }, subnet_tags: { Tier: 'public' } } } });
    expect(stack.data['aws_vpc']?.['vpc']).toMatchObject({ tags: { Name: 'main' } });
    expect(stack.data['aws_subnets']?.['public-subnets']).toMatchObject({ tags: { Tier: 'public' } });
    expect(resource(stack, 'aws_lb.load-balancer')).toMatchObject({
      subnets: '${data.aws_subnets.public-subnets.ids}',
    });
  });

  it('never comes from the code: no VPC or subnet id is in a stack that the file does not name', () => {
    const stacks = synth([environment([service('shop', { vpc: {} })])]);
    expect(JSON.stringify([...stacks.values()])).not.toMatch(/(vpc|subnet|sg)-[0-9a-f]{8}/);
  });

  it('is refused without subnets for a load balancer that is to be created', () => {
    expect(() => foundation({ network: { existing: { vpc_id: 'vpc-1' } } })).toThrow(/needs subnets/);
    expect(() => foundation({ network: { existing: {} } })).toThrow(/names no VPC/);
  });
});
