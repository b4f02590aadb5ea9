// The judgement of one service: everything that is known about it, as one look. Pure.
import type { Look, LookMetric } from '../rollout/types';
import { alarmMetric } from './alarms';
import { intakeOf } from './data-quality';
import { lookAt } from './metric';
import type { Said } from './metric';
import { metricsOf } from './metrics';
import { worstKind } from './opinion';
import type { Evidence } from './types';

/**
 * Judges a service. The worst of what is said wins: fail, hold, inconclusive, pass. Data that is wrong holds, and data
 * that is late or has gaps holds unless it fails; neither ever passes. Never throws for bad data.
 */
export function judge(evidence: Evidence): Look {
  const said = [...metricsSaid(evidence), ...evidence.alarms.map((alarm) => counted(alarmMetric(alarm)))];
  const kind = worstKind(said.map(({ says }) => says));
  return {
    at: evidence.now.toISOString(),
    kind,
    reason: reasonOf(kind, said),
    metrics: said.map(({ shown }) => shown),
  };
}

function metricsSaid(evidence: Evidence): readonly Said[] {
  const intake = intakeOf(evidence);
  if (intake.kind === 'unsound') return [dataHolds(intake.reason)];
  const said = metricsOf(evidence).map((metric) => lookAt(metric, evidence, intake.intervals));
  return intake.kind === 'complete' ? said : [dataHolds(intake.reason), ...said];
}

const counted = (shown: LookMetric): Said => ({ shown, says: shown.kind });

const dataHolds = (reason: string): Said => counted({ name: 'data', kind: 'hold', value: null, reason });

/** What decided, in one line: all that is wrong, or the first that is well. */
function reasonOf(kind: Look['kind'], said: readonly Said[]): string {
  const deciding = said.filter(({ says, shown }) => says === kind && !(kind === 'pass' && shown.kind !== 'pass'));
  const reasons = deciding.map(({ shown }) => `${shown.name}: ${shown.reason}`);
  if (reasons.length === 0) return 'every metric is a dry run, which decides nothing';
  return kind === 'pass' ? `all pass; ${reasons[0]}` : reasons.join('; ');
}
