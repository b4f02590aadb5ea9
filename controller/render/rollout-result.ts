// Renders the result of a rollout: exit 0 settled or promoted, 5 rolled back, 6 paused. Pure.
import { EXIT } from '../core/errors';
import type { ExitCode } from '../core/errors';
import { onOneLine } from '../core/printable';
import type { Outcome } from '../core/outcome';
import { weightOf } from '../release';
import type { RolloutState, Snapshot } from '../release';
import type { RolloutResult } from '../rollout/result';
import { describeCandidates } from './rollout-progress';

/** The outcome of a rollout that has ended or is paused. */
export const rolloutOutcome = (result: RolloutResult): Outcome => ({
  document: { ...result },
  lines: () => [
    ...renderEnd(result.rollout),
    ...Object.entries(result.services).map(([name, snapshot]) => describeSnapshot(name, snapshot)),
  ],
  exitCode: exitCodeOfEnd(result.rollout),
});

function exitCodeOfEnd({ position }: RolloutState): ExitCode {
  if (position.at !== 'done') return EXIT.paused;
  return position.outcome === 'rolled-back' ? EXIT.check : EXIT.ok;
}

function renderEnd(state: RolloutState): string[] {
  const { position, pause, id, environment, services } = state;
  const which = `${services[0] ?? ''} -e ${environment}`;
  if (position.at === 'done')
    return [`Rollout ${id}: ${position.outcome.replace('-', ' ')}: ${onOneLine(position.reason)}`];
  return [
    `Rollout ${id} is paused: ${onOneLine(pause?.reason ?? '')}`,
    `${weightOf(state)} % stays on ${describeCandidates(state)}, and only the alarms of AWS watch it`,
    `ctl rollout resume ${which} continues it, ctl rollout abort ${which} rolls back`,
  ];
}

/** The weights of a service, such as `web: blue 90 %, green 10 %, blue active`. */
export const describeSnapshot = (name: string, { weights, active, canary }: Snapshot): string =>
  `${name}: blue ${weights.blue} %, green ${weights.green} %, ${active} active${canary ? ', canary on' : ''}`;
