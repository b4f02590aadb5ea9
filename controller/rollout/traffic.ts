// Changes of traffic by a rollout: the same pipeline as a user's verbs, for several services at once.
import type { Service } from '../../environments/schema';
import { runChange } from '../change/pipeline';
import type { ChangeRequest } from '../change/types';
import type { Context } from '../core/context';
import type { Decision, RolloutState } from '../release';
import { canary, rollBackRollout, settle, shift } from '../release';
import { whenReady } from '../change/appliers/when-ready';
import { rollBack } from '../rollback/rollback';
import { routingApplier } from '../change/appliers/terraform';
import type { Driver } from './driver';
import { whileChanging } from './meanwhile';
import { assertUnchanged } from './ownership';

/** Sets every candidate's part of ordinary traffic, in whole percent. Returns warnings, as the next two do. */
export const shiftCandidates = (driver: Driver, state: RolloutState, percent: number): Promise<readonly string[]> =>
  changeServices(driver, state, `${percent} %`, 'shift', (service) => shift(service, { of: 'candidate', percent }));

/** Sends the whitelisted addresses in the file to the candidates. */
export const openCanary = (driver: Driver, state: RolloutState): Promise<readonly string[]> =>
  changeServices(driver, state, 'self-test', 'canary', (service) => canary(service, { on: true }));

/** Makes the candidates the active colors; changes nothing if a killed process did it already. */
export const settleAll = (driver: Driver, state: RolloutState): Promise<readonly string[]> =>
  changeServices(driver, state, 'settles', 'settle', settle);

async function changeServices(
  driver: Driver,
  state: RolloutState,
  what: string,
  verb: string,
  decide: (service: Service) => Decision,
): Promise<readonly string[]> {
  const request: ChangeRequest = {
    verb,
    environment: state.environment,
    service: state.services[0],
    services: state.services,
    all: false,
    decide,
    applierFor: (environment) => whenReady(routingApplier(environment, state.via)),
    check: () => assertUnchanged(driver, state),
    dryRun: false,
    reason: `rollout ${state.id}: ${what}${state.reason ? ` (${state.reason})` : ''}`,
    force: false,
  };
  const { warnings, effects } = await whileChanging(driver, state, (context) => runChange(context, request));
  return [
    ...warnings,
    ...effects.filter((effect) => effect.late).map(({ service, detail }) => `${service}: ${detail}`),
  ];
}

/**
 * Rolls back all services. Returns warnings, and the services that could not be rolled back, each with its reason.
 * @throws {UserError} when the live rules cannot be read at all.
 */
export async function rollBackServices(
  context: Context,
  state: RolloutState,
  reason: string,
): Promise<{ readonly warnings: readonly string[]; readonly failures: ReadonlyMap<string, string> }> {
  let failures: ReadonlyMap<string, string> = new Map();
  const done = await rollBack(withoutInterruption(context), {
    environment: state.environment,
    service: state.services[0],
    services: state.services,
    all: false,
    dryRun: false,
    reason: `rollout ${state.id}: ${reason}`,
    decide: (service) => rollBackRollout(service, state),
    rollout: state.id,
    onMoved: (_result, moved) => (failures = moved.failures),
  });
  const problem = done.problem ? [done.problem.message, done.problem.hint] : [];
  return { warnings: [...done.result.warnings, ...problem], failures };
}

/** Ctrl-C does not interrupt a change; the rollout stops after it. */
const withoutInterruption = (context: Context): Context => ({ ...context, signal: new AbortController().signal });
