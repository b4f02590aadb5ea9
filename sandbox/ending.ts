// How a forwarded request ended, as the metrics count it.

/** How long an invocation and the answer took, in milliseconds; the answer with the start of an environment. */
interface Durations {
  readonly milliseconds: number;
  readonly responseMilliseconds: number;
}

/** The target's own status, or why the load balancer answered 502 instead. */
export type Ending = Durations &
  ({ readonly kind: 'target'; readonly status: number } | { readonly kind: 'lambda-error' | 'throttled' });
