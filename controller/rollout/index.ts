// The verbs of rollouts, from parsed arguments to an outcome.
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import { refuseOverrideWithoutReason } from '../change/release-gates';
import { lifeOf } from '../lock';
import type { Outcome } from '../core/outcome';
import type { RolloutState } from '../release';
import { beginRollout } from './start';
import type { Wanted } from './start';
import { fromBeginning } from './resume';
import { abortRollout, approveRollout, pauseRollout, resumeRollout } from './operator-commands';
import type { Which } from './operator-commands';
import { openKept, theOne } from './select';
import { planFlags } from './flags';
import type { PlanArguments } from './flags';
import { outcomeOf } from './outcome';

/** Arguments of a start, as yargs parses them. */
export interface StartArguments extends PlanArguments {
  readonly environment?: string;
  readonly services?: string | readonly string[];
  readonly all: boolean;
  readonly via: 'live' | 'terraform';
  readonly overrideFreeze: boolean;
  readonly message?: string;
}

/** Begins a rollout and carries it on to its end, a pause, or Ctrl-C. */
export async function startRollout(context: Context, args: StartArguments): Promise<Outcome> {
  const services = args.services === undefined ? [] : [args.services].flat();
  const { environment, all, via, overrideFreeze } = args;
  return begun(context, {
    environment,
    services,
    all,
    via,
    flags: planFlags(args),
    overrideFreeze,
    reason: args.message,
  });
}

/** Begins the last rollout that was rolled back once more. */
export async function retryVerb(
  context: Context,
  args: Which & { readonly overrideFreeze: boolean },
): Promise<Outcome> {
  const open = await openKept(context, args.environment);
  const { state } = theOne(open, args.rollout, (one) => isRolledBack(one.state), 'one that was rolled back');
  const { environment, services, via, plan } = state;
  const { overrideFreeze } = args;
  return begun(context, {
    environment,
    services,
    all: false,
    via,
    flags: {},
    plan,
    overrideFreeze,
    reason: args.message,
  });
}

async function begun(context: Context, wanted: Wanted): Promise<Outcome> {
  refuseOverrideWithoutReason(wanted.overrideFreeze, wanted.reason);
  const rollout = await beginRollout(context, wanted);
  return outcomeOf(context, await fromBeginning(context, rollout, wanted.overrideFreeze));
}

/** Carries a rollout on here. */
export const resumeVerb = async (
  context: Context,
  args: Which & { readonly takeOver: boolean; readonly overrideFreeze: boolean },
): Promise<Outcome> => outcomeOf(context, await resumeRollout(context, args));

/** Sends a rollout back. */
export const abortVerb = async (context: Context, args: Which): Promise<Outcome> =>
  outcomeOf(context, await abortRollout(context, args));

/** Stops a rollout where it is. */
export async function pauseVerb(context: Context, args: Which): Promise<Outcome> {
  const state = await pauseRollout(context, args);
  const resume = `ctl rollout resume ${state.services[0] ?? ''} -e ${state.environment}`;
  return said(state, [`Rollout ${state.id} is paused: ${state.pause?.reason ?? ''}`, `${resume} goes on`]);
}

/** Agrees that a rollout goes on; it does so in the process that carries it on, if there is one. */
export async function approveVerb(context: Context, args: Which & { readonly id?: string }): Promise<Outcome> {
  const { state, driver } = await approveRollout(context, { ...args, approval: args.id });
  const alone = !driver || lifeOf(driver) === 'gone';
  const next = alone
    ? `Nobody carries it on: ctl rollout resume ${state.services[0] ?? ''} -e ${state.environment}`
    : 'It goes on';
  return said(state, [`Rollout ${state.id} is approved`, next]);
}

const said = (state: RolloutState, lines: readonly string[]): Outcome => ({
  document: { rollout: state },
  lines: () => lines,
  exitCode: EXIT.ok,
});

const isRolledBack = ({ position }: RolloutState): boolean =>
  position.at === 'done' && position.outcome === 'rolled-back';
