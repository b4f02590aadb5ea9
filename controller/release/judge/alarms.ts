// What CloudWatch alarms say. Pure.
import type { LookMetric } from '../rollout/types';
import type { Alarm } from './types';

/** An alarm that is on fails, and one that does not exist holds: nobody would hear it. One without data yet is not on. */
export const alarmMetric = (alarm: Alarm): LookMetric => ({ name: `alarm ${alarm.name}`, value: null, ...said(alarm) });

function said({ name, state, reason }: Alarm): Pick<LookMetric, 'kind' | 'reason'> {
  switch (state) {
    case 'ok':
      return { kind: 'pass', reason: 'not on' };
    case 'insufficient-data':
      return { kind: 'pass', reason: 'has no data yet' };
    case 'alarm':
      return { kind: 'fail', reason: `is on: ${reason}` };
    case 'missing':
      return { kind: 'hold', reason: `there is no alarm of the name ${name}` };
  }
}
