// Names of an environment's stacks. They are a contract: state files and `cdktf apply` patterns depend on them. Pure.

/** Name of the stack with an environment's network and load balancer. */
export const foundationStackName = (environment: string): string => environment;

/** Name of one service's stack. */
export const serviceStackName = (environment: string, service: string): string => `${environment}-${service}`;
