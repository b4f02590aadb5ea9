// What is to be known of a service at a glance: each with a sign and a word beside its color.
import type { ServiceCard } from '../controller/console/wire';

const PHASES: Readonly<Record<string, string>> = { steady: '●', canary: '◉', shifting: '◐', promoted: '▲' };

interface Badge {
  readonly text: string;
  readonly tone: 'plain' | 'go' | 'warn' | 'bad';
  readonly title?: string;
}

function badgesOf({ phase, rollout, canary, canaryIps, state, drift, checkout, unreleased }: ServiceCard): Badge[] {
  const addresses = canaryIps.length === 1 ? '1 address' : `${canaryIps.length} addresses`;
  return [
    { text: `${PHASES[phase] ?? '●'} ${phase}`, tone: phase === 'steady' ? 'plain' : 'go' },
    ...(rollout ? [describeRollout(rollout)] : []),
    ...(canary ? [{ text: `◉ ${addresses}`, tone: 'go' as const, title: `canary: ${canaryIps.join(', ')}` }] : []),
    ...(state === 'drift'
      ? [{ text: `⚠ drift · ${drift.length}`, tone: 'warn' as const, title: drift.join('\n') }]
      : []),
    ...(state === 'unknown' ? [{ text: '? unknown', tone: 'warn' as const }] : []),
    ...(state === 'not deployed' ? [{ text: '○ not deployed', tone: 'warn' as const }] : []),
    ...(checkout === null || checkout === 'current'
      ? []
      : [{ text: `⇣ ${checkout}`, tone: 'warn' as const, title: CHECKOUTS[checkout] }]),
    ...(unreleased.length > 0
      ? [{ text: '✎ not released', tone: 'plain' as const, title: unreleased.join('\n') }]
      : []),
  ];
}

const CHECKOUTS = {
  stale: 'Somebody else changed it since this file: git pull, or ctl pull',
  edited: 'Edited by hand and not deployed: ctl plan shows what a deployment makes of it',
  unfinished: 'A change of this checkout was cut off: the same command again finishes it',
} as const;

const describeRollout = ({ progress, paused, driven, id }: NonNullable<ServiceCard['rollout']>): Badge => {
  if (paused !== null) return { text: `⏸ ${progress}, paused`, tone: 'warn', title: paused };
  return driven
    ? { text: `▶ ${progress}`, tone: 'go', title: `rollout ${id}` }
    : { text: `⚠ ${progress}, nobody drives it`, tone: 'warn', title: `rollout ${id}` };
};

/** The badges of a service. */
export const Badges = ({ card }: { readonly card: ServiceCard }) => (
  <ul class="badges">
    {badgesOf(card).map(({ text, tone, title }) => (
      <li key={text} class={`chip ${tone}`} title={title}>
        {text}
      </li>
    ))}
  </ul>
);

/** Whether a rollback would work now. */
export function RollbackReady({ card: { rollback, active } }: { readonly card: ServiceCard }) {
  if (!rollback) return <span class="soft">? rollback not checked</span>;
  if (rollback.ready) return <span class="ok">✓ rollback ready</span>;
  return (
    <span class="bad" title={rollback.faults.join('\n')}>
      ✕ rollback to {active}: {rollback.faults[0]}
    </span>
  );
}
