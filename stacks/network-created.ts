// A new VPC: public subnets for the load balancer, private ones for functions, over several zones.
import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Fn, Token } from 'cdktf';
import type { TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import type { Network } from './network';

type Created = Extract<NonNullable<Environment['network']>, { create: unknown }>['create'];
type Side = 'public' | 'private';

/** The VPC's block has sixteen parts. Private subnets start in its second half, so that zones can be added later. */
const SUBNET_BITS = 4;
const FIRST_BLOCK: Readonly<Record<Side, number>> = { public: 0, private: 8 };
const ANYWHERE = '0.0.0.0/0';

/** Creates the VPC with its subnets, routes and, where asked for, a NAT gateway. */
export function createNetwork(stack: TerraformStack, settings: Created): Network {
  const name = stack.node.id;
  const vpc = new Vpc(stack, 'vpc', {
    cidrBlock: settings.cidr,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: { Name: name },
  });
  const publics = addSubnets(stack, vpc, 'public', settings.availability_zones);
  const privates = addSubnets(stack, vpc, 'private', settings.availability_zones);
  const gateway = new InternetGateway(stack, 'internet-gateway', { vpcId: vpc.id, tags: { Name: name } });
  new Route(stack, 'public-route', {
    routeTableId: publics.routeTableId,
    destinationCidrBlock: ANYWHERE,
    gatewayId: gateway.id,
  });
  if (settings.nat_gateway) addNat(stack, gateway, publics, privates);
  return { vpcId: vpc.id, publicSubnetIds: publics.ids, privateSubnetIds: privates.ids };
}

interface Subnets {
  readonly ids: string[];
  readonly routeTableId: string;
}

function addSubnets(stack: TerraformStack, vpc: Vpc, side: Side, zones: number): Subnets {
  const available = availableZones(stack);
  const table = new RouteTable(stack, `${side}-routes`, {
    vpcId: vpc.id,
    tags: { Name: `${stack.node.id}-${side}` },
  });
  const ids = Array.from({ length: zones }, (_, zone) => {
    const subnet = new Subnet(stack, `${side}-${zone}`, {
      vpcId: vpc.id,
      cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, SUBNET_BITS, FIRST_BLOCK[side] + zone),
      availabilityZone: Token.asString(Fn.element(available.names, zone)),
      tags: { Name: `${stack.node.id}-${side}-${zone}`, Tier: side },
    });
    new RouteTableAssociation(stack, `${side}-${zone}-routes`, { subnetId: subnet.id, routeTableId: table.id });
    return subnet.id;
  });
  return { ids, routeTableId: table.id };
}

function availableZones(stack: TerraformStack): DataAwsAvailabilityZones {
  const existing = stack.node.tryFindChild('zones');
  if (existing instanceof DataAwsAvailabilityZones) return existing;
  return new DataAwsAvailabilityZones(stack, 'zones', {
    state: 'available',
    // Local and Wavelength Zones are opt-in and take no load balancer of this kind.
    filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
  });
}

/** One gateway for all zones: it only carries what functions call on the internet, never a user's request. */
function addNat(stack: TerraformStack, gateway: InternetGateway, publics: Subnets, privates: Subnets): void {
  const address = new Eip(stack, 'nat-address', { domain: 'vpc', dependsOn: [gateway] });
  const nat = new NatGateway(stack, 'nat-gateway', {
    allocationId: address.id,
    subnetId: Token.asString(Fn.element(publics.ids, 0)),
    dependsOn: [gateway],
  });
  new Route(stack, 'private-route', {
    routeTableId: privates.routeTableId,
    destinationCidrBlock: ANYWHERE,
    natGatewayId: nat.id,
  });
}
