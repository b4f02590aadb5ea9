// ctl sandbox env: the variables with which the aws command and the SDKs use the sandbox.
import { defineCommand } from '../../command-line/define-command';
import { EXIT } from '../../core/errors';
import { environmentOptions } from '../../command-line/options';

export const sandboxEnv = defineCommand({
  command: 'env',
  describe: 'Print the variables with which the aws command uses the sandbox',
  positionals: {},
  options: environmentOptions,
  examples: [['eval "$($0 sandbox env)"', 'leads the aws command and the SDKs of this shell to the sandbox']],
  run: async (args, context) => {
    const { readSandboxVariables, formatVariables } = await import('../../sandbox/variables');
    const result = await readSandboxVariables(context, args.environment);
    return {
      document: { ...result },
      lines: () => formatVariables(result),
      verbatim: true,
      exitCode: EXIT.ok,
    };
  },
});
