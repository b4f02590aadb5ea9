// ctl status: what the file asks for and what is live.
import { defineCommand } from '../command-line/define-command';
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import { drawLive } from '../core/live-view';
import type { Outcome } from '../core/outcome';
import { createStyle } from '../core/style';
import { environmentOptions, reportPositional } from '../command-line/options';
import { parseTimeout, watchOptions } from '../command-line/watch-options';

export const status = defineCommand({
  command: 'status [service]',
  describe: 'Show every service: what the file asks for and what is live',
  positionals: reportPositional,
  options: {
    ...watchOptions('Redraw until Ctrl-C'),
    ...environmentOptions,
  },
  examples: [
    ['$0 status -e prod', 'every service of prod'],
    ['$0 status --watch', 'every service, and the running rollouts'],
    ['$0 status web -o json', 'one service, for scripts'],
  ],
  run: async (args, context) => {
    const timeoutSeconds = parseTimeout(args);
    if (args.watch) return watchStatus(context, args, timeoutSeconds);
    const { readStatus } = await import('../inspect/status');
    const { renderStatus } = await import('../render/status');
    const result = await readStatus(context, args.environment, args.service);
    return {
      document: { ...result },
      lines: (style) => renderStatus(result, style),
      exitCode: result.unreachable === null ? EXIT.ok : EXIT.failure,
    };
  },
});

interface WatchArguments {
  readonly environment?: string;
  readonly service?: string;
}

/** Redraws the status and the running rollouts until Ctrl-C. */
async function watchStatus(context: Context, args: WatchArguments, timeoutSeconds: number): Promise<Outcome> {
  const { readStatus } = await import('../inspect/status');
  const { renderStatus } = await import('../render/status');
  const { renderRollouts } = await import('../render/rollout');
  const { listRollouts } = await import('../rollout/status');
  const { now, io } = context;
  const style = createStyle(io.color, io.columns);
  await drawLive(context, async () => {
    const services = renderStatus(await readStatus(context, args.environment, args.service), style);
    const { rollouts: listed } = await listRollouts(context, { environment: args.environment, rollout: args.service });
    const running = listed.filter(({ state }) => state.position.at !== 'done');
    const view = { now: now(), style };
    const rollouts = running.length > 0 ? ['', ...renderRollouts(running, view)] : [];
    return { lines: [...services, ...rollouts], over: false };
  }, timeoutSeconds);
  return { document: {}, lines: () => [], exitCode: EXIT.ok };
}
