// A rollout: its steps with verdicts in words, the evidence against what is needed, and the time left.
import type { MetricView, Part, RolloutView, StepView } from '../controller/console/wire';
import { ProblemText } from './problems';

const SIGNS = { done: '✓', now: '●', next: '○' } as const;

export function Rollout({ rollout: { read, problem } }: { readonly rollout: Part<RolloutView | null> }) {
  if (problem) return <ProblemText problem={problem} />;
  if (!read) return <p class="soft">No rollout yet.</p>;
  const { where, left, paused, trouble, driver, ended, by, reason, id, steps } = read;
  return (
    <>
      <p>
        {ended ?? `It ${where}${left ? `, ${left}` : ''}`}
        {paused && <b class="warn"> ⏸ paused {paused}</b>}
      </p>
      {trouble.map((line) => (
        <p key={line} class="warn">
          ⚠ {line}
        </p>
      ))}
      <ol class="steps">
        {steps.map((step, i) => (
          <Step key={i} step={step} />
        ))}
      </ol>
      <p class="soft small">
        {id}, started by {by}
        {reason ? `: ${reason}` : ''}
        {driver ? ` · driven by ${driver}` : ''}
      </p>
    </>
  );
}

function Step({ step: { weight, state, length, verdict, metrics } }: { readonly step: StepView }) {
  return (
    <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span class={state === 'done' ? 'ok' : 'soft'}>
        {SIGNS[state]}
        <span class="hidden">{state}</span>
      </span>
      <b>{weight} %</b>
      <div>
        {verdict ?? <span class="soft">not evaluated yet</span>}
        {state === 'now' && metrics.map((metric) => <Metric key={metric.name} metric={metric} />)}
      </div>
      <span class="soft">{length}</span>
    </li>
  );
}

function Metric({ metric: { name, kind, reason, detail, evidence } }: { readonly metric: MetricView }) {
  return (
    <div class="metric">
      <span class={`chip ${kind === 'pass' ? 'go' : kind === 'fail' ? 'bad' : 'warn'}`}>
        {name}: {kind}
      </span>{' '}
      {reason}
      {evidence && (
        <>
          <Evidence label="for not worse" odds={evidence.notWorse} needed={evidence.needed} />
          <Evidence label="for worse" odds={evidence.worse} needed={evidence.needed} />
        </>
      )}
      {detail && <p class="soft small">{detail}</p>}
    </div>
  );
}

/** Odds on a logarithmic scale up to what decides. */
function Evidence({ label, odds, needed }: { readonly label: string; readonly odds: number; readonly needed: number }) {
  const part = Math.max(0, Math.min(1, Math.log(Math.max(1, odds)) / Math.log(Math.max(2, needed))));
  const text = `${Number(odds.toPrecision(2))} of ${needed}`;
  return (
    <label class="evidence">
      <span>evidence {label}</span>
      <meter value={part} min={0} max={1} aria-label={`evidence ${label}: ${text}`} />
      <span>{text}</span>
    </label>
  );
}
