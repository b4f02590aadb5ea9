// ctl sandbox down: stops the load balancer on this machine; its state stays.
import { command } from '../../command-line/define-command';
import { EXIT } from '../../core/errors';
import { environmentOptions } from '../../command-line/options';

export const sandboxDown = command({
  command: 'down',
  describe: 'Stop the sandbox; its state stays',
  positionals: {},
  options: environmentOptions,
  examples: [['$0 sandbox down', 'stops it and waits until it is gone']],
  run: async (args, context) => {
    const { sandboxDown: down } = await import('../../sandbox/stop');
    const result = await down(context, args.environment);
    return {
      document: { ...result },
      lines: () => [`The sandbox of ${result.environment} ${result.stopped ? 'is stopped' : 'was not running'}`],
      exitCode: EXIT.ok,
    };
  },
});
