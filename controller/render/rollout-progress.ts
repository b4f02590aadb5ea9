// Renders the progress of a rollout, one line for each event. Pure.
import { formatDuration } from '../../environments/duration';
import { onOneLine } from '../core/printable';
import { summarizeForecast } from './forecast';
import { weightOf } from '../release';
import type { Evaluation, RolloutEvent, RolloutState } from '../release';
import type { Progress } from '../rollout/driver';

/** A line about progress; undefined for an event that needs none. */
export function describeProgress(progress: Progress): string | undefined {
  const line = describe(progress);
  return line === undefined ? undefined : onOneLine(line);
}

function describe(progress: Progress): string | undefined {
  switch (progress.kind) {
    case 'event':
      return describeEvent(progress.before, progress.state, progress.event);
    case 'warning':
      return `warning: ${progress.message}`;
    case 'forecast':
      return `plan: ${summarizeForecast(progress.forecast)}`;
    case 'not-rolled-back':
      return `warning: NOT ROLLED BACK YET: ${progress.reason ?? 'another command interfered'}`;
  }
}

function describeEvent(before: RolloutState, after: RolloutState, event: RolloutEvent): string | undefined {
  if (
    (event.kind === 'unreachable' || event.kind === 'blocked') &&
    !after.pause &&
    after.position.at !== 'rolling-back'
  )
    return `trying again: ${event.reason}`;
  if (after.pause && !before.pause) return `paused: ${after.pause.reason}`;
  if (event.kind === 'evaluated') return describeEvaluation(before, after, event.evaluation);
  if (after.position.at === before.position.at && stepOf(after) === stepOf(before)) return undefined;
  if (event.kind === 'completed' && before.position.at === 'shifting') return describeShift(before, after);
  return describePosition(before, after);
}

function describeEvaluation(before: RolloutState, after: RolloutState, { kind, reason }: Evaluation): string {
  return `${weightOf(before)} %: ${kind}: ${reason}${after.position.at === 'rolling-back' ? '; rolling back' : ''}`;
}

function describeShift(before: RolloutState, after: RolloutState): string {
  const step = before.position.at === 'shifting' ? before.plan.steps[before.position.step] : undefined;
  const wait = after.position.at === 'holding' && step ? ` for ${formatDuration(step.waitSeconds)}` : '';
  return `${step?.weight ?? 100} % on ${describeCandidates(after)}${wait}`;
}

function describePosition(before: RolloutState, state: RolloutState): string | undefined {
  const { position, plan, services, environment } = state;
  switch (position.at) {
    case 'self-testing':
      return `canary on for ${formatDuration(plan.selfTestSeconds)}: whitelisted addresses see ${describeCandidates(state)}`;
    case 'approval':
      return `waits for approval ${position.id}, for ${formatDuration(plan.approval.expiresSeconds)}: ctl rollout approve ${services[0] ?? ''} -e ${environment}`;
    case 'baking':
      return `bakes for ${formatDuration(plan.bakeSeconds)}`;
    case 'rolling-back':
      return `rolling back: ${position.reason}`;
    case 'done':
      // The reason was printed when the rollback began.
      if (before.position.at === 'rolling-back' && before.position.reason === position.reason) return 'rolled back';
      return `${position.outcome.replace('-', ' ')}: ${position.reason}`;
    case 'opening':
    case 'before-shift':
    case 'shifting':
    case 'holding':
    case 'after-step':
    case 'after-promote':
    case 'settling':
      return undefined;
  }
}

const stepOf = ({ position }: RolloutState): number | undefined => ('step' in position ? position.step : undefined);

/** The candidates: `green`, or `web green, api blue` when they differ. */
export function describeCandidates({ candidates, services }: RolloutState): string {
  const colors = services.map((service) => candidates[service] ?? '');
  const [first = ''] = colors;
  return colors.every((color) => color === first)
    ? first
    : services.map((service, i) => `${service} ${colors[i] ?? ''}`).join(', ');
}
