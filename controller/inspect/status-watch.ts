// ctl status --watch: every service, and below it the rollouts that go on.
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import type { Outcome } from '../core/outcome';
import { createStyle } from '../core/style';
import { renderStatus } from '../render/status';
import { linesOf, refuseJson, shownOf } from '../rollout/status';
import { readStatus } from './status';
import { drawLive } from '../core/live-view';

/** What to watch. */
export interface WatchArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly output: string;
}

/**
 * Draws the status again and again, until Ctrl-C.
 * @throws {UserError} exit 2 with -o json.
 */
export async function watchStatus(context: Context, args: WatchArguments): Promise<Outcome> {
  refuseJson(args.output);
  const style = createStyle(context.io.color);
  await drawLive(context, async () => {
    const services = renderStatus(await readStatus(context, args.environment, args.service), style);
    const shown = await shownOf(context, { environment: args.environment, rollout: args.service });
    const running = shown.filter(({ state }) => state.position.at !== 'done');
    const rollouts = running.length > 0 ? ['', ...linesOf(context, running, style)] : [];
    return { lines: [...services, ...rollouts], over: false };
  });
  return { document: {}, lines: () => [], exitCode: EXIT.ok };
}
