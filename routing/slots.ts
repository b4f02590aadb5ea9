// Where a service's rules stand on the listener, and how much fits into one.

/** Most condition values in one rule, over all its conditions; not adjustable ("Quotas for your Application Load Balancers"). */
export const VALUES_PER_RULE = 5;

/** Rules on one load balancer, the default rules not counted; adjustable ("Quotas for your Application Load Balancers"). */
export const RULES_PER_LOAD_BALANCER = 100;

/** The source of a canary slot that is switched off: TEST-NET-1, which no client has (RFC 5737). */
export const NOBODY = '192.0.2.0/32';

/** The sources of a header slot that is switched on: every client; the header alone decides. */
export const EVERYBODY: readonly string[] = ['0.0.0.0/0', '::/0'];

/**
 * Priority of canary slot `index` (from 0). Slots grow away from the production rule, below a place kept for the header
 * slot, so that neither adding a slot nor adding the header moves a rule that exists.
 */
export const slotPriority = (priority: number, index: number): number => priority - 2 - index;

/** Priority of the header slot: the place next to the production rule, kept free where no header is configured. */
export const headerPriority = (priority: number): number => priority - 1;

/** First and last priority that a service with `slots` canary slots keeps for itself. */
export const priorityBlock = (priority: number, slots: number): { first: number; last: number } => ({
  first: slotPriority(priority, slots - 1),
  last: priority,
});

/** How many source IPs fit into one canary slot beside the service's hosts and paths. */
export const ipsPerSlot = (hosts: number, paths: number): number => VALUES_PER_RULE - hosts - paths;

/**
 * Duration that is written beside a stickiness that is off, by every writer alike: Terraform must write one, and compares it
 * with what the listener has. It is the console's own default.
 */
export const STICKINESS_OFF_SECONDS = 3600;
