// An entry of the journal, in words. Pure.
import type { HistoryEntry } from '../inspect/history';
import type { EntryView } from './wire';

/** An entry for a table. */
export function viewEntry(entry: HistoryEntry): EntryView {
  const { revision, time: at, who, verb, reason, to, via, result, rollout, overrode, error, clockBack } = entry;
  return {
    ...{ revision, at, who, verb, reason, via },
    to: to ? `blue ${to.weights.blue} %, green ${to.weights.green} %${to.canary ? ', canary' : ''}` : null,
    result: rollout?.outcome ?? result,
    details: [
      ...(rollout ? [`Rollout ${rollout.id}, started by ${rollout.by}`] : []),
      ...(rollout?.verdict ? [`Last evaluation: ${rollout.verdict}`] : []),
      ...(overrode ? [`Overridden: ${overrode}`] : []),
      ...(error ? [error] : []),
      ...(clockBack ? ['The clock of that machine went back before this'] : []),
    ],
  };
}
