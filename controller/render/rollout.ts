// Renders rollouts: the weights, the step, the time left, and the last evaluation of each metric. Pure.
import { formatDuration } from '../../environments/duration';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';
import { chooseAction, elapsedSeconds, holdSeconds, weightOf } from '../release';
import type { Evaluation, RolloutState } from '../release';
import type { ListedRollout } from '../rollout/status';
import { describeCandidates } from './rollout-progress';
import { sparkline } from './sparkline';

const SPARKLINE_WIDTH = 12;
const BAR_WIDTH = 20;

/** When, and into how many columns, rollouts are rendered. */
export interface View {
  readonly now: Date;
  readonly columns: number;
  readonly style: Style;
}

/** The lines of rollouts; no line is wider than the terminal. */
export function renderRollouts(rollouts: readonly ListedRollout[], view: View): string[] {
  if (rollouts.length === 0) return ['No rollout yet: ctl rollout start starts one'];
  return rollouts.flatMap((one) => renderRollout(one, view));
}

function renderRollout({ state, driver }: ListedRollout, { now, columns, style }: View): string[] {
  const title = style.bold(`${state.services.join('+')} → ${describeCandidates(state)}`);
  const lines = [renderWeights(state), ...renderPosition(state, now, driver), ...renderMetrics(state, style)];
  return [
    `${title}  ${onOneLine(state.id)}, by ${onOneLine(state.by)}`,
    ...lines.map((line) => `  ${truncate(line, columns - 2)}`),
  ];
}

function renderWeights(state: RolloutState): string {
  const weight = weightOf(state);
  const filled = Math.round((weight / 100) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${weight} % candidate, ${100 - weight} % stable`;
}

function renderPosition(state: RolloutState, now: Date, driver: string | null): string[] {
  const { position, pause, plan } = state;
  if (position.at === 'done') {
    return [`${position.outcome.replace('-', ' ')} ${timeSince(state.since, now)} ago: ${onOneLine(position.reason)}`];
  }
  if (pause) return [`paused ${timeSince(pause.since, now)} ago: ${onOneLine(pause.reason)}`];
  const step = 'step' in position ? `step ${position.step + 1} of ${plan.steps.length}` : NAMES[position.at];
  const left = holdSeconds(plan, position) - elapsedSeconds(state, now);
  const rest = left > 0 ? `, ${formatDuration(left)} left` : '';
  const action = chooseAction(state, now);
  const wait = action.kind === 'wait' ? `, waits for ${action.for}` : '';
  return [
    `${step}${rest}${wait}`,
    ...(state.lostSince ? [`unreachable for ${timeSince(state.lostSince, now)}`] : []),
    ...(driver ? [] : ['no process drives it: ctl rollout resume continues it']),
  ];
}

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

/** One line for each metric of the last evaluation, with a sparkline of its values. */
function renderMetrics({ evaluations }: RolloutState, style: Style): string[] {
  const last = evaluations.at(-1);
  if (!last) return [];
  const width = Math.max(...last.metrics.map(({ name }) => name.length));
  return last.metrics.map(({ name, kind, reason }) => {
    const values = evaluations.map(({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? null);
    const sparks = sparkline(values, SPARKLINE_WIDTH).padEnd(SPARKLINE_WIDTH);
    return `${name.padEnd(width)} ${renderKind(kind, style)} ${sparks} ${onOneLine(reason)}`;
  });
}

const COLORS = { pass: 'green', fail: 'red', inconclusive: 'yellow', hold: 'yellow' } as const;

const renderKind = (kind: Evaluation['kind'], style: Style): string =>
  style[COLORS[kind]](kind.padEnd('inconclusive'.length));

const timeSince = (since: string, now: Date): string => formatDuration((now.getTime() - Date.parse(since)) / 1000);

/** Cuts the end of a line that is too wide; escape sequences have no width. */
function truncate(line: string, width: number): string {
  // eslint-disable-next-line no-control-regex
  const parts = line.split(/(\u001b\[\d+m)/);
  let room = width;
  const kept = parts.map((part, i) => {
    if (i % 2 === 1) return part;
    const text = part.length > room ? `${part.slice(0, Math.max(0, room - 1))}${room > 0 ? '…' : ''}` : part;
    room = Math.max(0, room - text.length);
    return text;
  });
  return kept.join('');
}
