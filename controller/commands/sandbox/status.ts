// ctl sandbox status: whether the sandbox runs, and which faults its functions have.
import { defineCommand } from '../../command-line/define-command';
import { EXIT } from '../../core/errors';
import { environmentOptions } from '../../command-line/options';
import { howToUseAws } from '../../render/sandbox';

export const sandboxStatus = defineCommand({
  command: 'status',
  describe: 'Show whether the sandbox runs, and where',
  positionals: {},
  options: environmentOptions,
  examples: [['$0 sandbox status -o json', 'for scripts']],
  run: async (args, context) => {
    const { readSandboxStatus } = await import('../../sandbox/stop');
    const { describeUrls } = await import('../../sandbox/types');
    const { describeFault } = await import('../../../sandbox/faults/model');
    const result = await readSandboxStatus(context, args.environment);
    return {
      document: { ...result },
      lines: (style) => [
        result.running
          ? `The sandbox of ${result.environment} runs: ${describeUrls(result)}, control ${result.control ?? ''}, process ${result.pid ?? ''}`
          : `The sandbox of ${result.environment} is not running`,
        ...(result.running ? [howToUseAws(result.environment)] : []),
        ...Object.entries(result.faults).map(([fn, fault]) =>
          style.yellow(`${fn} has a fault: ${describeFault(fault)}`),
        ),
      ],
      exitCode: EXIT.ok,
    };
  },
});
