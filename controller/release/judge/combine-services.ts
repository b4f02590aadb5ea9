// One look from the looks at services that move together: all go on, or none. Pure.
import type { Look } from '../rollout/types';
import { nameIn } from './metric';
import { worstKind } from './opinion';

/** The worst of the looks, by service. Of several, metrics and reasons have their service's name in front. */
export function combine(looks: Readonly<Record<string, Look>>): Look {
  const all = Object.entries(looks);
  const [first, ...others] = all;
  if (!first) throw new RangeError('there is no look to combine');
  if (others.length === 0) return first[1];
  const kind = worstKind(all.map(([, look]) => look.kind));
  return {
    at: all.map(([, look]) => look.at).reduce((a, b) => (a > b ? a : b)),
    kind,
    reason: all.flatMap(([service, look]) => (look.kind === kind ? [`${service}: ${look.reason}`] : [])).join('; '),
    metrics: all.flatMap(([service, look]) => look.metrics.map((m) => ({ ...m, name: nameIn(service, m.name) }))),
  };
}
