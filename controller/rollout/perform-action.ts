// Performs one action of a rollout; returns the event that it results in.
import type { HookPoint } from '../../environments/schema-rollout';
import type { RolloutAction, RolloutEvent, RolloutState } from '../release';
import { reportWarnings } from './driver';
import type { Driver } from './driver';
import { whileEvaluated } from './meanwhile';
import type { RolloutServices } from './ports';
import { openCanary, rollBackServices, settleAll, shiftCandidates } from './traffic';

const COMPLETED: RolloutEvent = { kind: 'completed' };

/** An action that requires the file and the live rules to be as the rollout left them; a rollback does not. */
export type ForwardAction = Exclude<RolloutAction, { kind: 'wait' | 'stop' | 'roll-back' }>;

/**
 * Performs an action. It may be repeated after a kill: weights are absolute, and what is already done changes nothing. Undefined when
 * an evaluation meanwhile has decided.
 * @throws {UserError} when it fails.
 */
export async function performAction(
  driver: Driver,
  state: RolloutState,
  target: RolloutServices,
  action: ForwardAction,
): Promise<RolloutEvent | undefined> {
  const { ports } = driver;
  switch (action.kind) {
    case 'open-canary':
      return complete(driver, state, await openCanary(driver, state));
    case 'shift':
      return shift(driver, state, target, action.weight);
    case 'evaluate':
      return { kind: 'evaluated', evaluation: await ports.evaluate(state, target) };
    case 'hooks':
      return action.point === 'before_shift' && Object.keys(state.thresholds).length === 0
        ? { kind: 'measured', thresholds: await ports.measureThresholds(state, target) }
        : runHooks(driver, state, target, action.point);
    case 'settle':
      return complete(driver, state, await settleAll(driver, state));
  }
}

async function shift(
  driver: Driver,
  state: RolloutState,
  target: RolloutServices,
  weight: number,
): Promise<RolloutEvent> {
  const frozen = driver.ports.checkFreeze(state, target);
  if (frozen) return { kind: 'pause', reason: frozen };
  return complete(driver, state, await shiftCandidates(driver, state, weight));
}

async function runHooks(
  driver: Driver,
  state: RolloutState,
  target: RolloutServices,
  point: HookPoint,
): Promise<RolloutEvent | undefined> {
  const result = await whileEvaluated(driver, state, (signal) => driver.ports.runHooks(point, state, target, signal));
  if (result?.kind !== 'failed') return result && COMPLETED;
  return { kind: 'failed', reason: `${point}: ${result.reason}` };
}

/** Moves traffic first. The hooks of a rollback run afterwards; one that fails is only a warning. */
export async function rollBack(
  driver: Driver,
  state: RolloutState,
  target: RolloutServices,
  reason: string,
): Promise<RolloutEvent> {
  const { warnings, failures } = await rollBackServices(driver.context, state, reason);
  reportWarnings(driver.report, state, warnings);
  if (failures.size > 0) return { kind: 'unreachable', reason: 'some services are not rolled back yet; trying again' };
  const result = await driver.ports.runHooks('on_rollback', state, target, driver.context.signal);
  return complete(driver, state, result.kind === 'failed' ? [`on_rollback: ${result.reason}`] : []);
}

function complete({ report }: Driver, state: RolloutState, warnings: readonly string[]): RolloutEvent {
  reportWarnings(report, state, warnings);
  return COMPLETED;
}
