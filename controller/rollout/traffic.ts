// The verbs that a rollout uses: the same ones that a user types, for several services at once.
import type { Environment, Service } from '../../environments/schema';
import { runChange } from '../change/pipeline';
import type { Context } from '../core/context';
import type { Decision, RolloutState } from '../release';
import { canary, rollback, settle, shift } from '../release';
import { whenReady } from '../change/appliers/when-ready';
import { rollBack } from '../rollback/rollback';
import { liveApplier } from '../change/appliers/live';
import { terraformApplier } from '../change/appliers/terraform';
import type { Applier } from '../change/appliers/applier';

/** Gives every candidate its part of ordinary traffic, in whole percent. */
export const shiftTo = (context: Context, state: RolloutState, percent: number): Promise<readonly string[]> =>
  changing(context, state, `${percent} %`, 'shift', (service) => shift(service, { of: 'candidate', percent }));

/** Shows the candidates to the addresses that the file names. */
export const openCanary = (context: Context, state: RolloutState): Promise<readonly string[]> =>
  changing(context, state, 'self-test', 'canary', (service) => canary(service, { on: true }));

/** Makes the candidates the active colors; done already where a killed run did it. */
export const settleAll = (context: Context, state: RolloutState): Promise<readonly string[]> =>
  changing(context, state, 'settles', 'settle', settle);

async function changing(
  context: Context,
  state: RolloutState,
  what: string,
  verb: string,
  decide: (service: Service) => Decision,
): Promise<readonly string[]> {
  const { warnings, effects } = await runChange(steadily(context), {
    verb,
    environment: state.environment,
    service: state.services[0],
    services: state.services,
    all: false,
    decide,
    applierFor: (environment) => whenReady(wayOf(environment, state.via)),
    dryRun: false,
    reason: `rollout ${state.id}: ${what}${state.reason ? ` (${state.reason})` : ''}`,
    force: false,
  });
  return [
    ...warnings,
    ...effects.filter((effect) => effect.late).map(({ service, detail }) => `${service}: ${detail}`),
  ];
}

function wayOf(environment: Environment, via: RolloutState['via']): Applier {
  if (environment.target === 'sandbox' || via === 'live') return liveApplier;
  return terraformApplier(({ services }) => ({ kind: 'routing', services: [...services] }), true);
}

/**
 * Sends all traffic back. Returns the warnings, and which services could not be rolled back, each with its reason.
 * @throws {UserError} where the live rules cannot be read at all.
 */
export async function goBack(
  context: Context,
  state: RolloutState,
  reason: string,
): Promise<{ readonly warnings: readonly string[]; readonly failures: ReadonlyMap<string, string> }> {
  let failures: ReadonlyMap<string, string> = new Map();
  const done = await rollBack(steadily(context), {
    environment: state.environment,
    service: state.services[0],
    services: state.services,
    all: false,
    dryRun: false,
    reason: `rollout ${state.id}: ${reason}`,
    decide: rollback,
    onMoved: (_result, moved) => (failures = moved.failures),
  });
  const problem = done.problem ? [done.problem.message, done.problem.hint] : [];
  return { warnings: [...done.result.warnings, ...problem], failures };
}

/** One change is finished even when Ctrl-C comes in its middle; the rollout stops after it. */
const steadily = (context: Context): Context => ({ ...context, signal: new AbortController().signal });
