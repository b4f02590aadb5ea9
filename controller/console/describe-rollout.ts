// A rollout in words: its steps with their verdicts, the evidence, and the time left. Pure.
import { formatDuration } from '../../environments/duration';
import {
  approvalExpiry,
  chooseAction,
  describeMissing,
  describePosition,
  elapsedSeconds,
  holdSeconds,
} from '../release';
import type { Evaluation, RolloutState } from '../release';
import { describeCompared } from '../render/compared';
import { formatTime } from '../render/time';
import type { ListedRollout } from '../rollout/status';
import type { MetricView, RolloutLine, RolloutView, StepView } from './wire';

const GIVES_UP = { pause: 'it pauses', settle: 'it goes on', rollback: 'it is rolled back' } as const;

/** A rollout for the page of its service. */
export function viewRollout({ state, driver }: ListedRollout, now: Date): RolloutView {
  const { position, pause, lostSince, blockedSince } = state;
  const done = position.at === 'done' ? position : undefined;
  const since = (time: string): string => formatDuration(Math.max(0, (now.getTime() - Date.parse(time)) / 1000));
  return {
    ...{ id: state.id, by: state.by, reason: state.reason, services: state.services, startedAt: state.startedAt },
    where: describePosition(state),
    left: done || pause ? null : describeWait(state, now),
    paused: pause && !done ? `for ${since(pause.since)}: ${pause.reason}` : null,
    trouble: [
      ...(lostSince ? [`AWS does not answer since ${since(lostSince)}`] : []),
      ...(blockedSince ? [`Blocked for ${since(blockedSince)}`] : []),
      ...(driver === null && !done && !pause ? ['No process drives it: resume continues it'] : []),
    ],
    driver,
    ended: done ? `${done.outcome.replace('-', ' ')} ${since(state.since)} ago: ${done.reason}` : null,
    approval: position.at === 'approval' && !pause ? position.id : null,
    steps: viewSteps(state),
  };
}

/** The same in one line, for the overview. */
export function summarizeRollout({ state, driver }: ListedRollout): RolloutLine {
  const { position, plan, pause } = state;
  const progress =
    'step' in position
      ? `step ${position.step + 1} of ${plan.steps.length}`
      : describePosition(state).replace(/^is /, '');
  return { id: state.id, progress, paused: pause?.reason ?? null, driven: driver !== null };
}

function describeWait(state: RolloutState, now: Date): string | null {
  if (state.position.at === 'approval') return `expires at ${formatTime(approvalExpiry(state), now)}`;
  const missing = describeMissing(state, now);
  if (missing) {
    return `waits for ${missing.for}, until ${formatTime(missing.until, now)} at the latest: then ${GIVES_UP[missing.then]}`;
  }
  const left = holdSeconds(state.plan, state.position) - elapsedSeconds(state, now);
  if (left > 0) return `${formatDuration(left)} left`;
  const action = chooseAction(state, now);
  return action.kind === 'wait' ? `waits for ${action.for}` : null;
}

/** The steps of the plan, and the bake time as the last one. A step's verdict is its last evaluation. */
function viewSteps(state: RolloutState): readonly StepView[] {
  const { plan, shifts, position } = state;
  const at = stepIndex(state);
  const bake =
    plan.bakeSeconds > 0 ? [{ weight: 100, waitSeconds: plan.bakeSeconds, approval: false, bakes: true }] : [];
  const steps = [...plan.steps.map((step) => ({ ...step, bakes: false })), ...bake];
  return steps.map((step, i) => {
    const over = position.at === 'done' && position.outcome !== 'rolled-back';
    const status = over || i < at ? 'done' : i === at && position.at !== 'done' ? 'now' : 'next';
    const evaluation = lastBetween(state.evaluations, shifts[i], shifts[i + 1]);
    const needsApproval = step.approval ? ', then an approval' : '';
    return {
      weight: step.weight,
      state: status,
      length: `${step.bakes ? 'bakes ' : ''}${formatDuration(step.waitSeconds)}${needsApproval}`,
      verdict: evaluation ? `${evaluation.kind}: ${evaluation.reason}` : null,
      metrics: evaluation?.metrics.map(viewMetric) ?? [],
    };
  });
}

function stepIndex({ position, plan, shifts }: RolloutState): number {
  if ('step' in position) return position.step;
  if (['after-promote', 'baking', 'settling'].includes(position.at)) return plan.steps.length;
  return position.at === 'rolling-back' || position.at === 'done' ? shifts.length : -1;
}

/** The last evaluation between two shifts; undefined before the first. */
const lastBetween = (
  evaluations: readonly Evaluation[],
  from: string | undefined,
  to: string | undefined,
): Evaluation | undefined =>
  from === undefined
    ? undefined
    : evaluations.findLast(
        ({ at }) => Date.parse(at) >= Date.parse(from) && (to === undefined || Date.parse(at) < Date.parse(to)),
      );

const viewMetric = (metric: Evaluation['metrics'][number]): MetricView => ({
  name: metric.name,
  kind: metric.kind,
  reason: metric.reason,
  detail: describeCompared(metric) ?? null,
  evidence: metric.compared
    ? {
        worse: metric.compared.worse.odds,
        notWorse: metric.compared.notWorse.odds,
        needed: metric.compared.worse.needed,
      }
    : null,
});
