// Rewrites of a request by a rule, between ELBv2's type (the SDK's) and what the load balancer applies ("Transforms for listener rules").
import type { RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { KeptPart } from '../routing';

/** A rewrite: the first match of the expression is replaced. */
export interface Rewrite {
  readonly type: 'url-rewrite' | 'host-header-rewrite';
  readonly regex: string;
  readonly replace: string;
}

/** A transform as routing keeps it. */
export const toKeptTransform = (wire: RuleTransform): KeptPart => ({ type: wire.Type ?? 'unknown', wire });

/** A rewrite as routing keeps it. */
export function keepRewrite({ type, regex: Regex, replace: Replace }: Rewrite): KeptPart {
  const config = { Rewrites: [{ Regex, Replace }] };
  const wire: RuleTransform =
    type === 'url-rewrite' ? { Type: type, UrlRewriteConfig: config } : { Type: type, HostHeaderRewriteConfig: config };
  return { type, wire };
}

/** The rewrite of a transform; undefined for one that is not of a known type with one rewrite. */
export function toRewrite({ wire }: KeptPart): Rewrite | undefined {
  const { Type: type, UrlRewriteConfig: url, HostHeaderRewriteConfig: host } = wire as Partial<RuleTransform>;
  if (type !== 'url-rewrite' && type !== 'host-header-rewrite') return undefined;
  const [only, ...others] = (type === 'url-rewrite' ? url : host)?.Rewrites ?? [];
  if (only?.Regex === undefined || only.Replace === undefined || others.length > 0) return undefined;
  return { type, regex: only.Regex, replace: only.Replace };
}
