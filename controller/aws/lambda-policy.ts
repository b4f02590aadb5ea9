// What a function's resource policy allows. Pure.

/** Whether a policy lets load balancers invoke for a target group. */
export const allows = (policy: string | undefined, targetGroupArn: string): boolean =>
  policy !== undefined && policy.includes('elasticloadbalancing.amazonaws.com') && policy.includes(targetGroupArn);
