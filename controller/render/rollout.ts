// Rollouts as people read them: the split, the step, the time that is left, and the verdict of each metric. Pure.
import { formatDuration } from '../../environments/duration';
import { elapsed, holdSeconds, nextAction, weightOf } from '../release';
import type { LookMetric, RolloutState } from '../release';
import { candidates } from '../rollout/events';
import { sparkline } from './sparkline';
import type { Style } from '../core/style';

/** A rollout, and whether a process carries it on. */
export interface Shown {
  readonly state: RolloutState;
  readonly driver: string | null;
}

const SPARKS = 12;
const BAR = 20;

/** The lines of a rollout at a time, none wider than the terminal. */
export function renderRollout({ state, driver }: Shown, now: Date, columns: number, style: Style): string[] {
  const title = `${state.services.join('+')} → ${candidates(state)}`;
  const head = `${style.bold(title)}  ${state.id}, by ${state.by}`;
  const lines = [split(state), ...position(state, now, driver), ...metrics(state, style)];
  return [head, ...lines.map((line) => `  ${cut(line, columns - 2)}`)];
}

function split(state: RolloutState): string {
  const weight = weightOf(state);
  const filled = Math.round((weight / 100) * BAR);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${weight} % candidate, ${100 - weight} % stable`;
}

function position(state: RolloutState, now: Date, driver: string | null): string[] {
  const { position: at, pause, plan } = state;
  if (at.at === 'done') return [`${at.outcome.replace('-', ' ')} ${ago(state.since, now)} ago: ${at.reason}`];
  if (pause) return [`paused ${ago(pause.since, now)} ago: ${pause.reason}`];
  const step = 'step' in at ? `step ${at.step + 1} of ${plan.steps.length}` : WORDS[at.at];
  const left = holdSeconds(plan, at) - elapsed(state, now);
  const rest = left > 0 ? `, ${formatDuration(left)} left` : '';
  const action = nextAction(state, now);
  const waits = action.kind === 'wait' ? `, waits for ${action.for}` : '';
  const lost = state.lostSince ? [`out of reach for ${ago(state.lostSince, now)}`] : [];
  return [`${step}${rest}${waits}`, ...lost, ...(driver ? [] : ['nobody carries it on: ctl rollout resume does'])];
}

const WORDS = {
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
  'rolling-back': 'goes back',
} as const;

/** One line for each metric of the last look, with its values so far. */
function metrics({ looks }: RolloutState, style: Style): string[] {
  const last = looks.at(-1);
  if (!last) return [];
  const width = Math.max(...last.metrics.map(({ name }) => name.length));
  return last.metrics.map((metric) => {
    const values = looks.map((look) => look.metrics.find(({ name }) => name === metric.name)?.value ?? null);
    const sparks = sparkline(values, SPARKS).padEnd(SPARKS);
    return `${metric.name.padEnd(width)} ${painted(metric.kind, style)} ${sparks} ${metric.reason}`;
  });
}

const COLORS = { pass: 'green', fail: 'red', inconclusive: 'yellow', hold: 'yellow' } as const;

const painted = (kind: LookMetric['kind'], style: Style): string =>
  style[COLORS[kind]](kind.padEnd('inconclusive'.length));

const ago = (since: string, now: Date): string => formatDuration((now.getTime() - Date.parse(since)) / 1000);

/** Cut at the end, colours not counted. */
function cut(line: string, width: number): string {
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
