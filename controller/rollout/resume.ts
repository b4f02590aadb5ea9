// Taking a rollout up in this process, from its beginning or where another one has left it.
import type { Context } from '../core/context';
import { thisProcess } from '../lock';
import { advance } from '../release';
import type { Event, RolloutState } from '../release';
import type { Begun } from './start';
import { drive } from './driver-loop';
import type { OpenRollouts } from './select';
import { realSenses } from './adapters';
import { replaced, stateIn } from './store';
import { tellOf } from './publish';

/** What happens to the rollout as it is taken up, if anything does. */
export interface TakeUp {
  readonly event: Event | undefined;
  readonly overrideFreeze: boolean;
  /** Replaces why the rollout goes on, where it is given. */
  readonly reason: string | undefined;
}

/** Takes a rollout up and carries it on. */
export async function carriedOn(
  context: Context,
  { file, rollouts }: OpenRollouts,
  id: string,
  { event, overrideFreeze, reason }: TakeUp,
): Promise<RolloutState> {
  const mine = thisProcess(context, 'rollout');
  const senses = realSenses(context, overrideFreeze);
  const now = context.now();
  let before: RolloutState | undefined;
  const all = await rollouts.update((kept) =>
    replaced(kept, id, (one) => {
      before = one.state;
      const state = event ? advance(one.state, event, now) : one.state;
      return { driver: mine, state: { ...state, reason: reason ?? state.reason } };
    }),
  );
  const on = { context, file, rollouts, id, senses, mine, say: sayOn(context) };
  if (before && event) await tellOf(on, before, stateIn(all, id), event);
  return drive(on);
}

/** Carries a rollout on that has just begun. */
export async function fromBeginning(context: Context, begun: Begun, overrideFreeze: boolean): Promise<RolloutState> {
  const { file, rollouts, state, mine, ground } = begun;
  const senses = realSenses(context, overrideFreeze);
  const say = sayOn(context);
  for (const warning of await senses.tell('started', state, ground)) say(`warning: ${warning}`, state);
  return drive({ context, file, rollouts, id: state.id, mine, senses, say });
}

/** Progress goes to stderr, each line with its time (UTC) and whom it is about; on a terminal it takes one line. */
const sayOn =
  ({ io, now }: Context) =>
  (line: string, { services }: RolloutState): void => {
    const said = `${now().toISOString().slice(11, 19)}Z ${services.join('+')}: ${line}`;
    const whole = !io.isTTY || said.length <= io.columns || /: (warning|paused|going back|fail)/.test(said);
    io.err(whole ? said : `${said.slice(0, io.columns - 1)}…`);
  };
