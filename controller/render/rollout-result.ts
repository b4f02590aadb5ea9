// Renders the result of a rollout: exit 0 settled or promoted, 5 rolled back, 6 paused. Pure.
import { EXIT } from '../core/errors';
import type { ExitCode } from '../core/errors';
import { onOneLine } from '../core/printable';
import type { Outcome } from '../core/outcome';
import { candidateShares } from '../release';
import type { LiveWeights, RolloutState, Snapshot } from '../release';
import type { RolloutResult } from '../rollout/result';
import { describeCandidates } from './rollout-progress';

/** The outcome of a rollout that has ended or is paused. */
export const rolloutOutcome = (result: RolloutResult): Outcome => ({
  document: { ...result },
  lines: () => [...renderEnd(result), ...describeServices(result)],
  exitCode: exitCodeOfEnd(result.rollout),
});

function exitCodeOfEnd({ position }: RolloutState): ExitCode {
  if (position.at !== 'done') return EXIT.paused;
  return position.outcome === 'rolled-back' ? EXIT.check : EXIT.ok;
}

function renderEnd({ rollout, live }: RolloutResult): string[] {
  const { position, pause, id, environment, services } = rollout;
  const which = `${services[0] ?? ''} -e ${environment}`;
  if (position.at === 'done')
    return [`Rollout ${id}: ${position.outcome.replace('-', ' ')}: ${onOneLine(position.reason)}`];
  return [
    `Rollout ${id} is paused: ${onOneLine(pause?.reason ?? '')}`,
    `${describeStaying(rollout, live)}, and only the alarms of AWS watch it`,
    `ctl rollout resume ${which} continues it, ctl rollout abort ${which} rolls back`,
  ];
}

/** What stays on the candidates while a rollout is paused, such as `10 % stays on green`; by what is live, not by what it has set. */
function describeStaying(rollout: RolloutState, live: LiveWeights): string {
  const shares = candidateShares(rollout, live);
  const [first = null] = shares;
  if (shares.includes(null)) return `What stays on ${describeCandidates(rollout)} is not known`;
  if (shares.every((share) => share === first)) return `${first} % stays on ${describeCandidates(rollout)}`;
  const each = rollout.services.map((name, i) => `${name} ${shares[i]} % on ${rollout.candidates[name] ?? ''}`);
  return `Traffic stays as it is (${each.join(', ')})`;
}

/** A line for each service, such as `web: blue 90 %, green 10 %, blue active`: the weights are those that are live. */
export const describeServices = ({ services, live }: RolloutResult): string[] =>
  Object.entries(services).map(([name, snapshot]) => `${name}: ${describeService(snapshot, live[name] ?? null)}`);

function describeService({ weights, active, canary }: Snapshot, live: LiveWeights[string] | null): string {
  const rest = `${active} active${canary ? ', canary on' : ''}`;
  if (live) return `blue ${live.blue} %, green ${live.green} %, ${rest}`;
  return `what is live is not known; the file has blue ${weights.blue} %, green ${weights.green} %, ${rest}`;
}
