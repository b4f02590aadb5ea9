// How a rollout ended, as a command's outcome: 0 settled or promoted, 5 rolled back, 6 paused or waiting, 130 stopped here.
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import type { ExitCode } from '../core/errors';
import type { Outcome } from '../core/outcome';
import { releaseOf, weightOf } from '../release';
import type { Release, RolloutState } from '../release';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';
import { candidates } from './events';
import { writeSummary } from './github-summary';

/** What -o json prints of a rollout that this process has carried on. */
export interface RolloutResult {
  readonly rollout: RolloutState;
  /** Where each service stands now, as the file has it. */
  readonly services: Readonly<Record<string, Release>>;
}

/**
 * The outcome of a rollout that this process has left.
 * @throws {UserError} exit 130 when Ctrl-C stopped it on the way; it says where traffic is.
 */
export async function outcomeOf(context: Context, state: RolloutState): Promise<Outcome> {
  const result: RolloutResult = { rollout: state, services: await standing(context, state) };
  writeSummary(context, result);
  if (state.position.at !== 'done' && !state.pause) throw leftOnTheWay(result);
  return {
    document: { ...result },
    lines: () => [
      ...endLines(state),
      ...Object.entries(result.services).map(([name, release]) => where(name, release)),
    ],
    exitCode: exitOf(state),
  };
}

function exitOf({ position }: RolloutState): ExitCode {
  if (position.at !== 'done') return EXIT.paused;
  return position.outcome === 'rolled-back' ? EXIT.check : EXIT.ok;
}

function endLines(state: RolloutState): string[] {
  const { position, pause, id, environment, services } = state;
  const which = `${services[0] ?? ''} -e ${environment}`;
  if (position.at === 'done') return [`Rollout ${id}: ${position.outcome.replace('-', ' ')}: ${position.reason}`];
  return [
    `Rollout ${id} is paused: ${pause?.reason ?? ''}`,
    `${weightOf(state)} % stays on ${candidates(state)}, and nobody watches it but the alarms of AWS`,
    `ctl rollout resume ${which} goes on, ctl rollout abort ${which} goes back`,
  ];
}

const where = (name: string, { weights, active, canary }: Release): string =>
  `${name}: blue ${weights.blue} %, green ${weights.green} %, ${active} active${canary ? ', canary on' : ''}`;

function leftOnTheWay({ rollout, services }: RolloutResult): UserError {
  const { id, environment, services: names } = rollout;
  const which = `${names[0] ?? ''} -e ${environment}`;
  return new UserError(
    'INTERRUPTED',
    [
      `Interrupted: rollout ${id} stays where it is, and nobody watches it`,
      ...Object.entries(services).map(([name, release]) => `  ${where(name, release)}`),
    ].join('\n'),
    `ctl rollout resume ${which} carries it on, here or on another machine; ctl rollout abort ${which} goes back`,
  );
}

async function standing(context: Context, state: RolloutState): Promise<Readonly<Record<string, Release>>> {
  const { environment } = await readForRollback(context, await findEnvironmentOrCached(context, state.environment));
  const services = environment.services.filter(({ name }) => state.services.includes(name));
  return Object.fromEntries(services.map((service) => [service.name, releaseOf(service)]));
}
