// Renders rollouts: the weights, the step, the time left, and the last evaluation of each metric. Pure.
import { describeCompared } from './compared';
import { formatDuration } from '../../environments/duration';
import { foldLine } from '../core/fold';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';
import { formatTime } from '../core/time';
import { candidateShares, chooseAction, describeMissing, elapsedSeconds, holdSeconds, weightOf } from '../release';
import type { Evaluation, RolloutState } from '../release';
import type { ListedRollout } from '../rollout/status';
import { describeCandidates } from './rollout-progress';
import { sparkline } from './sparkline';
import { truncate } from './truncate';

const SPARKLINE_WIDTH = 12;
const BAR_WIDTH = 20;

/** When, and for which terminal, rollouts are rendered. */
export interface View {
  readonly now: Date;
  readonly style: Style;
}

/** The lines of rollouts: titles are cut to the width of the terminal, everything else is folded. */
export function renderRollouts(rollouts: readonly ListedRollout[], view: View): string[] {
  if (rollouts.length === 0) return ['No rollout yet: ctl rollout start starts one'];
  return rollouts.flatMap((one) => renderRollout(one, view));
}

function renderRollout({ state, driver, live }: ListedRollout, { now, style }: View): string[] {
  const title = style.bold(`${state.services.join('+')} → ${describeCandidates(state)}`);
  const lines = [
    ...(state.position.at === 'done' ? [] : renderWeights(state, live)),
    ...renderPosition(state, now, driver, style),
    ...renderMetrics(state, now, style),
  ];
  return [
    truncate(`${title}  ${onOneLine(state.id)}, by ${onOneLine(state.by)}`, style.columns),
    ...lines.flatMap((line) => foldLine(`  ${line}`, style.columns)),
  ];
}

/** What is live, for each service that differs from the others; and the weight that the rollout has set, if that differs. */
function renderWeights(state: RolloutState, live: ListedRollout['live']): string[] {
  const { services } = state;
  const shares = candidateShares(state, live);
  const [first = null] = shares;
  const bars = shares.every((share) => share === first)
    ? [renderBar(first)]
    : services.map((name, i) => `${renderBar(shares[i] ?? null)}  ${name}`);
  const set = weightOf(state);
  const differs = shares.some((share) => share !== null && share !== set);
  return [...bars, ...(differs ? [`the rollout has set ${set} % for the candidate`] : [])];
}

function renderBar(share: number | null): string {
  if (share === null) return `${'?'.repeat(BAR_WIDTH)} the live weights are not known`;
  const filled = Math.round((share / 100) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${share} % candidate, ${100 - share} % stable`;
}

function renderPosition(state: RolloutState, now: Date, driver: string | null, style: Style): string[] {
  const { position, pause, plan } = state;
  if (position.at === 'done') {
    const outcome = style[OUTCOMES[position.outcome]](position.outcome.replace('-', ' '));
    return [`${outcome} ${timeSince(state.since, now)} ago: ${onOneLine(position.reason)}`];
  }
  if (pause) return [`paused ${timeSince(pause.since, now)} ago: ${onOneLine(pause.reason)}`];
  const step = 'step' in position ? `step ${position.step + 1} of ${plan.steps.length}` : NAMES[position.at];
  return [
    `${step}${renderWait(state, now)}`,
    ...(state.lostSince ? [`unreachable for ${timeSince(state.lostSince, now)}`] : []),
    ...(state.blockedSince ? [`blocked for ${timeSince(state.blockedSince, now)}`] : []),
    ...(driver ? [] : ['no process drives it: ctl rollout resume continues it']),
  ];
}

/** How much time is left, and what is waited for; after the end of that time, until when at the latest. */
function renderWait(state: RolloutState, now: Date): string {
  const missing = describeMissing(state, now);
  if (missing) {
    const { for: what, until, then } = missing;
    return `, waits for ${what}, until ${formatTime(until, now)} at the latest: then ${GIVES_UP[then]}`;
  }
  const left = lengthOf(state) - elapsedSeconds(state, now);
  const rest = left > 0 ? `, ${formatDuration(left)} left` : '';
  const action = chooseAction(state, now);
  return action.kind === 'wait' ? `${rest}, waits for ${action.for}` : rest;
}

/** How many seconds a position lasts, at most where a person may end it before. */
function lengthOf({ position, plan }: RolloutState): number {
  if (position.at === 'self-testing') return plan.selfTestSeconds;
  return position.at === 'approval' ? plan.approval.expiresSeconds : holdSeconds(plan, position);
}

const GIVES_UP = { pause: 'it pauses', settle: 'it goes on', rollback: 'it is rolled back' } as const;

const OUTCOMES = { settled: 'green', promoted: 'green', 'rolled-back': 'red' } as const;

const NAMES = {
  opening: 'opens the canary',
  'self-testing': 'self-test by canary',
  'before-shift': 'before the first shift',
  shifting: 'shifting',
  holding: 'holding',
  'after-step': 'after the step',
  approval: 'approval',
  'after-promote': 'after the promotion',
  baking: 'bakes',
  settling: 'settles',
  'rolling-back': 'rolling back',
} as const;

/** One line for each metric of the last evaluation, with a sparkline of its values. A reason that several have is printed once. */
function renderMetrics({ evaluations, position, pause }: RolloutState, now: Date, style: Style): string[] {
  const last = evaluations.at(-1);
  if (!last) return [];
  const above = position.at === 'done' ? position.reason : (pause?.reason ?? '');
  const width = Math.max(...last.metrics.map(({ name }) => name.length));
  return last.metrics.flatMap((metric, i) => {
    const { name, kind, reason } = metric;
    const values = evaluations.map(({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? null);
    const sparks = sparkline(values, SPARKLINE_WIDTH).padEnd(SPARKLINE_WIDTH);
    const compared = describeCompared(metric, now);
    const isPrinted = above.includes(reason) || last.metrics.slice(0, i).some((one) => one.reason === reason);
    return [
      `${name.padEnd(width)} ${renderKind(kind, style)} ${sparks} ${isPrinted ? '' : onOneLine(reason)}`.trimEnd(),
      ...(compared === undefined ? [] : [`  ${style.dim(compared)}`]),
    ];
  });
}

const COLORS = { pass: 'green', fail: 'red', inconclusive: 'yellow', hold: 'yellow', pause: 'yellow' } as const;

const renderKind = (kind: Evaluation['kind'], style: Style): string =>
  style[COLORS[kind]](kind.padEnd('inconclusive'.length));

const timeSince = (since: string, now: Date): string => formatDuration((now.getTime() - Date.parse(since)) / 1000);
