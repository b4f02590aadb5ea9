// Priorities of a service's rules on the listener, and how many values fit into one rule.

/** Maximum number of condition values in one rule, over all its conditions; not adjustable ("Quotas for your Application Load Balancers"). */
export const VALUES_PER_RULE = 5;

/** Rules on one load balancer, the default rules not counted; adjustable ("Quotas for your Application Load Balancers"). */
export const RULES_PER_LOAD_BALANCER = 100;

/** The source of a canary slot that is switched off: TEST-NET-1, which no client has (RFC 5737). */
export const NOBODY = '192.0.2.0/32';

/** The sources of a header slot that is switched on: every client; the header alone decides. */
export const EVERYBODY: readonly string[] = ['0.0.0.0/0', '::/0'];

/**
 * Priority of canary slot `index` (from 0). One priority before the production rule is reserved for the header slot, and
 * each further slot has a lower priority, so that adding a slot or the header moves no existing rule.
 */
export const slotPriority = (priority: number, index: number): number => priority - 2 - index;

/** Priority of the header slot: directly before the production rule. It stays free when no header is configured. */
export const headerPriority = (priority: number): number => priority - 1;

/** First and last priority that a service with `slots` canary slots reserves. */
export const priorityBlock = (priority: number, slots: number): { first: number; last: number } => ({
  first: slotPriority(priority, slots - 1),
  last: priority,
});

/** How many source IPs fit into one canary slot with the service's hosts and paths. */
export const ipsPerSlot = (hosts: number, paths: number): number => VALUES_PER_RULE - hosts - paths;

/**
 * Duration that every writer uses when stickiness is off: Terraform must write one, and compares it with the listener's. It is
 * the console's default.
 */
export const STICKINESS_OFF_SECONDS = 3600;
