// CloudWatch alarms as metrics of an evaluation. Pure.
import type { MetricEvaluation } from '../rollout/types';
import type { Alarm } from './types';

/**
 * An alarm that is on fails, and pauses where it is on for the stable color too. One that does not exist holds, since it can never go off.
 * One without data is not on.
 */
export const evaluateAlarm = (alarm: Alarm): MetricEvaluation => ({
  name: `alarm ${alarm.name}`,
  value: null,
  ...judgeState(alarm),
});

function judgeState({ name, state, reason, both }: Alarm): Pick<MetricEvaluation, 'kind' | 'reason'> {
  switch (state) {
    case 'ok':
      return { kind: 'pass', reason: 'not on' };
    case 'insufficient-data':
      return { kind: 'pass', reason: 'has no data yet' };
    case 'alarm':
      if (both) return { kind: 'pause', reason: `is on for both colors, so that going back would not help: ${reason}` };
      return { kind: 'fail', reason: `is on: ${reason}` };
    case 'missing':
      return { kind: 'hold', reason: `there is no alarm named ${name}` };
  }
}
