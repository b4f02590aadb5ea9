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

/** A target group, by its name (unique per account and region), and its weight; only the ratio of weights counts. */
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

/** What a rule does with a request. `other` is an action that Teal neither creates nor serves. */
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

/** A part of a rule that Teal never makes, and its form in the API, in which it is sent back with a change. */
export interface KeptPart {
  readonly type: string;
  readonly wire: unknown;
}

/**
 * A condition that Teal never makes. `regex`: one of them must match what `type` names, a host, a path, or the header `header`;
 * null for a condition that Teal cannot evaluate.
 */
export interface KeptCondition extends KeptPart {
  readonly regex: readonly string[] | null;
  readonly header?: string;
}

/** What others have put on a rule: actions before the last one, such as a login, conditions, and rewrites of the request. */
export interface Kept {
  readonly actions: readonly KeptPart[];
  readonly conditions: readonly KeptCondition[];
  readonly transforms: readonly KeptPart[];
}

/** A rule as a listener has it. The default rule has no conditions and matches last. Weights that AWS returned are percent. */
export interface ObservedRule {
  readonly arn: string;
  readonly priority: number | 'default';
  readonly conditions: readonly Condition[];
  readonly action: Action;
  /** Left out when others have put nothing on it. */
  readonly kept?: Kept;
}
