// ctl sandbox down: stops the sandbox; its state is kept.
import { defineCommand } from '../../command-line/define-command';
import { EXIT } from '../../core/errors';
import { environmentOptions } from '../../command-line/options';

export const sandboxDown = defineCommand({
  command: 'down',
  describe: 'Stop the sandbox; its state is kept',
  positionals: {},
  options: environmentOptions,
  examples: [['$0 sandbox down', 'stops it and waits until its process has ended']],
  run: async (args, context) => {
    const { stopSandbox } = await import('../../sandbox/stop');
    const result = await stopSandbox(context, args.environment);
    return {
      document: { ...result },
      lines: () => [`The sandbox of ${result.environment} ${result.stopped ? 'is stopped' : 'was not running'}`],
      exitCode: EXIT.ok,
    };
  },
});
