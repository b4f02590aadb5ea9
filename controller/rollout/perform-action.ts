// One action of a rollout, and the event that it ends in.
import type { HookPoint } from '../../environments/schema-rollout';
import type { Action, Event, RolloutState } from '../release';
import type { Drive } from './driver-loop';
import type { Ground } from './ports';
import { goBack, openCanary, settleAll, shiftTo } from './traffic';

const DONE: Event = { kind: 'carried-out' };

/**
 * Carries an action out. Each may be begun again after a kill: weights are absolute, and what is done already changes nothing.
 * @throws {UserError} where it cannot be carried out.
 */
export async function act(
  on: Drive,
  state: RolloutState,
  ground: Ground,
  action: Exclude<Action, { kind: 'wait' | 'stop' }>,
): Promise<Event> {
  const { context, senses } = on;
  switch (action.kind) {
    case 'open-canary':
      return carriedOut(on, state, await openCanary(context, state));
    case 'shift':
      return shift(on, state, ground, action.weight);
    case 'look':
      return { kind: 'looked', look: await senses.look(state, ground) };
    case 'hooks':
      return action.point === 'before_shift' && Object.keys(state.slowMs).length === 0
        ? { kind: 'measured', slowMs: await senses.slowMs(state, ground) }
        : hooks(on, state, ground, action.point);
    case 'settle':
      return carriedOut(on, state, await settleAll(context, state));
    case 'roll-back':
      return wentBack(on, state, ground, action.reason);
  }
}

async function shift(on: Drive, state: RolloutState, ground: Ground, weight: number): Promise<Event> {
  const frozen = on.senses.frozen(state, ground);
  if (frozen) return { kind: 'pause', reason: frozen };
  return carriedOut(on, state, await shiftTo(on.context, state, weight));
}

async function hooks(on: Drive, state: RolloutState, ground: Ground, point: HookPoint): Promise<Event> {
  const said = await on.senses.hooks(point, state, ground);
  return said.kind === 'agreed' ? DONE : { kind: 'failed', reason: `${point}: ${said.reason}` };
}

/** Traffic first; what the hooks of a rollback say comes after, and stops nothing. */
async function wentBack(on: Drive, state: RolloutState, ground: Ground, reason: string): Promise<Event> {
  const { warnings, failures } = await goBack(on.context, state, reason);
  for (const warning of warnings) on.say(`warning: ${warning}`, state);
  if (failures.size > 0) return { kind: 'out-of-reach', reason: 'not every service is back yet; trying again' };
  const said = await on.senses.hooks('on_rollback', state, ground);
  if (said.kind === 'failed') on.say(`warning: on_rollback: ${said.reason}`, state);
  return DONE;
}

function carriedOut(on: Drive, state: RolloutState, warnings: readonly string[]): Event {
  for (const warning of warnings) on.say(`warning: ${warning}`, state);
  return DONE;
}
