// Takes over a rollout: drives it in this process, from where it was left.
import type { Context } from '../core/context';
import { thisProcess } from '../lock';
import { advance } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import { isUnfinished } from '../rollout-store';
import type { StoredRollout } from '../rollout-store';
import { createPorts } from './adapters';
import type { Report } from './driver';
import { driveRollout } from './driver-loop';
import { drivenByOther } from './ownership';
import { publish } from './publish';
import type { OpenedRollouts } from './select';
import { suggestLoad } from './suggest-load';

/** How a rollout is taken over. */
export interface TakeOverOptions {
  /** Happens to the rollout when it is taken over. */
  readonly event: RolloutEvent | undefined;
  readonly overrideFreeze: boolean;
  /** Replaces the reason of the rollout, if given. */
  readonly reason: string | undefined;
  /** Whoever drives it by now. */
  readonly force: boolean;
}

/**
 * Takes over a rollout, and drives it. One that has ended meanwhile is left as it is.
 * @throws {UserError} ROLLOUT_HELD when its driver is no longer `seen`.
 */
export async function takeOver(
  context: Context,
  { file, store, environment }: OpenedRollouts,
  { state: { id, services }, driver: seen }: StoredRollout,
  { event, overrideFreeze, reason, force }: TakeOverOptions,
  report: Report,
): Promise<RolloutState> {
  const holder = thisProcess(context, 'rollout');
  const ports = createPorts(context, overrideFreeze);
  const now = context.now();
  const { before, after } = await store.update(id, (one) => {
    if (!isUnfinished(one)) return one;
    if (!force && one.driver?.token !== seen?.token) throw drivenByOther(one.state, one.driver);
    const state = event ? advance(one.state, event, now) : one.state;
    return { driver: holder, state: { ...state, reason: reason ?? state.reason } };
  });
  const driver = { context, file, store, id, services, holder, ports, report: suggestLoad(report, environment) };
  if (event) await publish(driver, before.state, after.state, event);
  return driveRollout(driver);
}
