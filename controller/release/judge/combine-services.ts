// Combines the evaluations of services that move together. Pure.
import type { Evaluation } from '../rollout/types';
import { qualifyName } from './metric';
import { worstKind } from './opinion';

/** The worst of the evaluations, by service. With several, metrics and reasons are prefixed with the service's name. */
export function combineEvaluations(evaluations: Readonly<Record<string, Evaluation>>): Evaluation {
  const all = Object.entries(evaluations);
  const [first, ...others] = all;
  if (!first) throw new RangeError('there is no evaluation to combine');
  if (others.length === 0) return first[1];
  const kind = worstKind(all.map(([, one]) => one.kind));
  return {
    at: all.map(([, one]) => one.at).reduce((a, b) => (a > b ? a : b)),
    kind,
    reason: all.flatMap(([service, one]) => (one.kind === kind ? [`${service}: ${one.reason}`] : [])).join('; '),
    metrics: all.flatMap(([service, one]) => one.metrics.map((m) => ({ ...m, name: qualifyName(service, m.name) }))),
  };
}
