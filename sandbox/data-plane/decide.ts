// Decides what the load balancer does with a request: the action of the rule that matches, and the rewrites before it. Pure.
import { readExpression } from '../../routing/expression';
import { matchRequest } from '../../routing/requests';
import type { Evaluate } from '../../routing/requests';
import type { Action, ObservedRule } from '../../routing';
import { findUnserved } from '../unserved';
import type { ParsedRequest } from './request';
import { rewrite } from './rewrite';

/** An action with the request as the target gets it, or why there is none. `unserved` is a rule that the sandbox cannot do. */
export type Decision =
  | { readonly kind: 'action'; readonly action: Exclude<Action, { kind: 'other' }>; readonly request: ParsedRequest }
  | { readonly kind: 'unserved'; readonly rule: ObservedRule; readonly what: readonly string[] }
  | { readonly kind: 'rewrite-failed' | 'no-rule' };

/** A request that may match a rule that cannot be evaluated is not given to a later rule: that could let anybody in. */
export function decide(rules: readonly ObservedRule[], request: ParsedRequest): Decision {
  const match = matchRequest(rules, request, evaluate);
  const rule = match.unknown[0]?.rule ?? match.rule;
  if (!rule) return { kind: 'no-rule' };
  const what = findUnserved(rule);
  if (what.length > 0 || rule.action.kind === 'other') return { kind: 'unserved', rule, what };
  if (rule.action.kind !== 'forward') return { kind: 'action', action: rule.action, request };
  const rewritten = rewrite(rule.kept?.transforms ?? [], request);
  return rewritten ? { kind: 'action', action: rule.action, request: rewritten } : { kind: 'rewrite-failed' };
}

/**
 * Whether one of the expressions matches a part of the text. Hosts and headers match letters of both cases and paths do not, like
 * values of the same conditions ("Condition types for listener rules"); AWS does not say how it is for expressions.
 */
const evaluate: Evaluate = (expressions, text, type) => {
  const verdicts = expressions.map((source) => {
    const read = readExpression(source, type !== 'path-pattern');
    return read.kind === 'expression' ? read.regex.test(text) : ('unknown' as const);
  });
  return verdicts.includes(true) ? true : verdicts.includes('unknown') ? 'unknown' : false;
};
