// Types of routing: listener rules, their conditions, and weighted target groups.

/** One of the two colors of a service. Both are always deployed. */
export type Color = 'blue' | 'green';

export const COLORS: readonly Color[] = ['blue', 'green'];

/** The other color. */
export const otherColor = (color: Color): Color => (color === 'blue' ? 'green' : 'blue');

/** Whole percent of the requests that each color gets; the two always add up to 100. */
export type Weights = Readonly<Record<Color, number>>;

/** A rule's condition. Conditions of one rule are ANDed, the values of one condition ORed ("Condition types for listener rules"). */
export type Condition =
  | { readonly kind: 'host-header'; readonly values: readonly string[] }
  | { readonly kind: 'path-pattern'; readonly values: readonly string[] }
  | { readonly kind: 'source-ip'; readonly values: readonly string[] }
  | { readonly kind: 'http-request-method'; readonly values: readonly string[] }
  | { readonly kind: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'query-string'; readonly values: readonly QueryPair[] };

/** A query-string condition's value; without a key, any key matches. */
export interface QueryPair {
  readonly key?: string;
  readonly value: string;
}

/** A target group, by its name (unique per account and region), and its weight (0–999, only the ratio counts). */
export interface Target {
  readonly targetGroup: string;
  readonly weight: number;
}

/** Forwarding to weighted target groups. `stickinessSeconds` is null where target group stickiness is off. */
export interface Forward {
  readonly kind: 'forward';
  readonly targets: readonly Target[];
  readonly stickinessSeconds: number | null;
}

/** What a rule does. `other` is an action that Teal neither creates nor serves, such as authentication. */
export type Action =
  | Forward
  | { readonly kind: 'fixed-response'; readonly status: number; readonly contentType?: string; readonly body?: string }
  | {
      readonly kind: 'redirect';
      readonly status: 301 | 302;
      readonly protocol: string;
      readonly host: string;
      readonly port: string;
      readonly path: string;
      readonly query: string;
    }
  | { readonly kind: 'other'; readonly type: string };

/** Which of a service's rules: the production rule, the header slot, or one of the numbered canary slots. */
export type RuleRole = 'production' | 'header' | `canary-${number}`;

/** A rule as the environment file describes it. `service` and `role` identify it, and so does `priority`: none of them changes. */
export interface DesiredRule {
  readonly service: string;
  readonly role: RuleRole;
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly action: Forward;
}

/** A rule as a listener has it. The default rule has no conditions and matches last. */
export interface ObservedRule {
  readonly arn: string;
  readonly priority: number | 'default';
  readonly conditions: readonly Condition[];
  readonly action: Action;
}
