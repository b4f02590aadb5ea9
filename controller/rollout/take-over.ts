// Takes over a rollout: drives it in this process, from where it was left.
import type { Context } from '../core/context';
import { thisProcess } from '../lock';
import { advance } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import { createPorts } from './adapters';
import type { Report } from './driver';
import { driveRollout } from './driver-loop';
import { publish } from './publish';
import type { OpenedRollouts } from './select';
import { findState, replaceRollout } from './store';

/** How a rollout is taken over. */
export interface TakeOverOptions {
  /** Happens to the rollout when it is taken over. */
  readonly event: RolloutEvent | undefined;
  readonly overrideFreeze: boolean;
  /** Replaces the reason of the rollout, if given. */
  readonly reason: string | undefined;
}

/** Takes over a rollout, and drives it. */
export async function takeOver(
  context: Context,
  { file, store }: OpenedRollouts,
  id: string,
  { event, overrideFreeze, reason }: TakeOverOptions,
  report: Report,
): Promise<RolloutState> {
  const holder = thisProcess(context, 'rollout');
  const ports = createPorts(context, overrideFreeze);
  const now = context.now();
  let before: RolloutState | undefined;
  const all = await store.update((stored) =>
    replaceRollout(stored, id, (one) => {
      before = one.state;
      const state = event ? advance(one.state, event, now) : one.state;
      return { driver: holder, state: { ...state, reason: reason ?? state.reason } };
    }),
  );
  const driver = { context, file, store, id, holder, ports, report };
  if (before && event) await publish(driver, before, findState(all, id), event);
  return driveRollout(driver);
}
