// What happened to a rollout, in a line for people, and as news for those who asked to be told. Pure.
import { formatDuration } from '../../environments/duration';
import { weightOf } from '../release';
import type { Event, RolloutState } from '../release';
import type { News } from './ports';

/** The line for what an event led to; undefined where nothing happened that is worth one. */
export function lineOf(before: RolloutState, after: RolloutState, event: Event): string | undefined {
  if (event.kind === 'out-of-reach' && after.position.at !== 'rolling-back') return `trying again: ${event.reason}`;
  if (after.pause && !before.pause) return `paused: ${after.pause.reason}`;
  if (event.kind === 'looked') return lookLine(before, after, event.look.reason, event.look.kind);
  if (after.position.at === before.position.at && stepOf(after) === stepOf(before)) return undefined;
  if (event.kind === 'carried-out' && before.position.at === 'shifting') return shiftLine(before, after);
  return positionLine(after);
}

function lookLine(before: RolloutState, after: RolloutState, reason: string, kind: string): string {
  const turned = after.position.at === 'rolling-back' ? '; going back' : '';
  return `${weightOf(before)} %: ${kind}: ${reason}${turned}`;
}

function shiftLine(before: RolloutState, after: RolloutState): string {
  const step = before.position.at === 'shifting' ? before.plan.steps[before.position.step] : undefined;
  const waits = after.position.at === 'holding' && step ? ` for ${formatDuration(step.waitSeconds)}` : '';
  return `${step?.weight ?? 100} % on ${candidates(after)}${waits}`;
}

function positionLine(state: RolloutState): string | undefined {
  const { position, plan } = state;
  switch (position.at) {
    case 'self-testing':
      return `canary on for ${formatDuration(plan.selfTestSeconds)}: whitelisted addresses see ${candidates(state)}`;
    case 'approval':
      return `waits for approval ${position.id}, for ${formatDuration(plan.approval.expiresSeconds)}: ${approve(state)}`;
    case 'baking':
      return `bakes for ${formatDuration(plan.bakeSeconds)}`;
    case 'rolling-back':
      return `going back: ${position.reason}`;
    case 'done':
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

/** The news in what changed; undefined where there is none. */
export function newsOf(before: RolloutState, after: RolloutState): News | undefined {
  if (after.pause && !before.pause) return 'paused';
  if (before.pause && !after.pause && after.position.at !== 'rolling-back') return 'resumed';
  const { position } = after;
  if (position.at === before.position.at) return undefined;
  if (position.at === 'approval') return 'approval-needed';
  if (position.at === 'done') return position.outcome;
  return before.position.at === 'shifting' && position.at !== 'rolling-back' ? 'shifted' : undefined;
}

const approve = ({ services, environment }: RolloutState): string =>
  `ctl rollout approve ${services[0] ?? ''} -e ${environment}`;

const stepOf = ({ position }: RolloutState): number | undefined => ('step' in position ? position.step : undefined);

/** Such as `green`, or `web green, api blue` where the services differ. */
export function candidates({ candidates: colors, services }: RolloutState): string {
  const [first] = services;
  const same = services.every((service) => colors[service] === colors[first ?? '']);
  return same
    ? (colors[first ?? ''] ?? '')
    : services.map((service) => `${service} ${colors[service] ?? ''}`).join(', ');
}
