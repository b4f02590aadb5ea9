// The VPC that an environment lives in, whether Teal creates it or finds it.

/** A VPC. Subnets that the environment file does not name are undefined. */
export interface Network {
  readonly vpcId: string;
  /** Subnets of the load balancer. */
  readonly publicSubnetIds: string[] | undefined;
  /** Subnets of functions in the VPC. */
  readonly privateSubnetIds: string[] | undefined;
}
