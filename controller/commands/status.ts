// ctl status: what the file asks for and what is live.
import { defineCommand } from '../command-line/define-command';
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import { WATCH_MS, drawLive } from '../core/live-view';
import { STREAMED } from '../core/outcome';
import type { Outcome } from '../core/outcome';
import { createChangeEvents, streamEvents } from '../core/stream-events';
import { createStyle } from '../core/style';
import { environmentOptions, reportPositional } from '../command-line/options';

export const status = defineCommand({
  command: 'status [service]',
  describe: 'Show every service: what the file asks for and what is live',
  positionals: reportPositional,
  options: {
    watch: { alias: 'w', type: 'boolean', default: false, describe: 'Redraw until Ctrl-C' },
    ...environmentOptions,
  },
  examples: [
    ['$0 status -e prod', 'every service of prod'],
    ['$0 status --watch', 'every service, and the running rollouts'],
    ['$0 status web -o json', 'one service, for scripts'],
    ['$0 status --watch -o json', 'one event a line, whenever something changed'],
  ],
  run: async (args, context) => {
    if (args.watch) return watchStatus(context, args);
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
  readonly output: string;
}

/** Redraws the status and the running rollouts until Ctrl-C; with -o json it prints what changed, one event a line. */
async function watchStatus(context: Context, args: WatchArguments): Promise<Outcome> {
  const { readStatus } = await import('../inspect/status');
  const { renderStatus } = await import('../render/status');
  const { renderRollouts } = await import('../render/rollout');
  const { listRollouts } = await import('../rollout/status');
  const { now, io } = context;
  const selection = { environment: args.environment, rollout: args.service };
  if (args.output === 'json') {
    const { printRollouts } = await import('./rollout/status');
    const changed = createChangeEvents(context);
    await streamEvents(context, WATCH_MS, async () => {
      changed('status', '', { ...(await readStatus(context, args.environment, args.service)) });
      printRollouts(changed, await listRollouts(context, selection));
      return false;
    });
    return STREAMED;
  }
  const style = createStyle(io.color);
  await drawLive(context, async () => {
    const services = renderStatus(await readStatus(context, args.environment, args.service), style);
    const { rollouts: listed } = await listRollouts(context, selection);
    const running = listed.filter(({ state }) => state.position.at !== 'done');
    const view = { now: now(), columns: io.columns, style };
    const rollouts = running.length > 0 ? ['', ...renderRollouts(running, view)] : [];
    return { lines: [...services, ...rollouts], over: false };
  });
  return STREAMED;
}
