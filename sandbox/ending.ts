// How a forwarded request ended, as the metrics count it.

/** The target's own status, or why the load balancer answered 502 instead. */
export type Ending =
  | { readonly kind: 'target'; readonly status: number; readonly milliseconds: number }
  | { readonly kind: 'lambda-error' | 'throttled'; readonly milliseconds: number };
