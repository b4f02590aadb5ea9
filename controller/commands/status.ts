// ctl status: what the file asks for, beside what is live.
import { command } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { environmentOptions, servicePositional } from '../command-line/options';

export const status = command({
  command: 'status [service]',
  describe: 'Show where every service stands: asked for and live',
  positionals: servicePositional,
  options: {
    watch: { alias: 'w', type: 'boolean', default: false, describe: 'Draw it again and again, until Ctrl-C' },
    ...environmentOptions,
  },
  examples: [
    ['$0 status -e prod', 'every service of prod'],
    ['$0 status --watch', 'every service, and the rollouts that go on'],
    ['$0 status web -o json', 'one service, for scripts'],
  ],
  run: async (args, context) => {
    if (args.watch) {
      const { watchStatus } = await import('../inspect/status-watch');
      return watchStatus(context, args);
    }
    const { readStatus: read } = await import('../inspect/status');
    const { renderStatus } = await import('../render/status');
    const result = await read(context, args.environment, args.service);
    return {
      document: { ...result },
      lines: (style) => renderStatus(result, style),
      exitCode: result.unreachable === null ? EXIT.ok : EXIT.failure,
    };
  },
});
