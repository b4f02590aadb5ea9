// ctl rollout status: the rollouts of an environment, once or again and again.
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import { describeHolder, lifeOf } from '../lock';
import type { Outcome } from '../core/outcome';
import { nextAction } from '../release';
import { renderRollout } from '../render/rollout';
import type { Shown } from '../render/rollout';
import { createStyle } from '../core/style';
import type { Style } from '../core/style';
import { drawLive } from '../core/live-view';
import type { Frame } from '../core/live-view';
import { goesOn, isMeant, openKept } from './select';
import type { Kept } from './store';

/** Which rollouts to show. */
export interface StatusArguments {
  readonly environment?: string;
  readonly rollout?: string;
  readonly watch: boolean;
  readonly output: string;
}

/**
 * Shows the rollouts that go on, or where none does the last one of each service.
 * @throws {UserError} exit 2 for --watch with -o json.
 */
export async function rolloutStatus(context: Context, args: StatusArguments): Promise<Outcome> {
  if (args.watch) {
    refuseJson(args.output);
    await drawLive(context, async () => frameOf(context, await shownOf(context, args)));
    return { document: {}, lines: () => [], exitCode: EXIT.ok };
  }
  const shown = await shownOf(context, args);
  const now = context.now();
  const rollouts = shown.map((one) => ({ ...one, next: nextAction(one.state, now) }));
  return { document: { rollouts }, lines: (style) => linesOf(context, shown, style), exitCode: EXIT.ok };
}

/** @throws {UserError} exit 2 for a document that would never end. */
export function refuseJson(output: string): void {
  if (output === 'json') throw new UserError('USAGE', '--watch draws for people', 'Leave --watch or -o json out');
}

/** What is shown of each rollout: those that go on, or where none does the last of each set of services. */
export async function shownOf(
  context: Context,
  { environment, rollout }: Pick<StatusArguments, 'environment' | 'rollout'>,
): Promise<readonly Shown[]> {
  const { kept } = await openKept(context, environment);
  const wanted = kept.filter(isMeant(rollout));
  const running = wanted.filter(goesOn);
  return (running.length > 0 ? running : lastOf(wanted)).map(({ state, driver }) => ({
    state,
    driver: driver && lifeOf(driver) !== 'gone' ? describeHolder(driver) : null,
  }));
}

/** The last rollout of each set of services. */
const lastOf = (kept: readonly Kept[]): readonly Kept[] => [
  ...new Map(kept.map((one) => [one.state.services.join(), one])).values(),
];

function frameOf(context: Context, shown: readonly Shown[]): Frame {
  return {
    lines: linesOf(context, shown, createStyle(context.io.color)),
    over: shown.every(({ state }) => state.position.at === 'done'),
  };
}

/** The lines of some rollouts. */
export function linesOf({ now, io }: Context, shown: readonly Shown[], style: Style): string[] {
  if (shown.length === 0) return ['No rollout yet: ctl rollout start begins one'];
  return shown.flatMap((one) => renderRollout(one, now(), io.columns, style));
}
