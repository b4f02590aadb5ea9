// Whether two environments are in one account, or use one listener, as far as their files tell. Pure.
import type { Claims } from './claims';
import { parseArn } from './claims';

/** `yes` unless something in the files tells the two apart; `perhaps` where that proves nothing. */
export type Likely = 'yes' | 'perhaps' | 'no';

/**
 * Two files without account are in one: nothing tells them apart, unless their states are in different buckets. A file with an
 * account and one without may be in one.
 */
export function sameAccount(one: Claims, other: Claims): Likely {
  if (one.endpoint !== other.endpoint || partitionOf(one.region) !== partitionOf(other.region)) return 'no';
  if (one.account !== undefined && other.account !== undefined) return one.account === other.account ? 'yes' : 'no';
  return one.account === other.account && one.bucket === other.bucket ? 'yes' : 'perhaps';
}

/** Regions of China, of GovCloud and of the isolated partitions are in accounts of their own. */
const partitionOf = (region: string): string => /^(cn|us-gov|us-iso|eu-iso)/.exec(region)?.[0] ?? '';

/** An environment may use the listener of a load balancer that the other one creates, or another listener of it. */
export function sameListener(one: Claims, other: Claims): Likely {
  if (one.endpoint !== other.endpoint) return 'no';
  if (one.listener !== undefined && other.listener !== undefined) return one.listener === other.listener ? 'yes' : 'no';
  const used = parseArn(one.listener ?? other.listener);
  const creator = one.listener === undefined ? one : other;
  const same = used !== undefined && used.loadBalancer === creator.created && used.region === creator.region;
  return same && sameAccount(one, other) !== 'no' ? 'perhaps' : 'no';
}
