// ctl rollout retry: runs a rollout again that was rolled back.
import { defineCommand } from '../../command-line/define-command';
import { freezeOption } from '../../command-line/options';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutRetry = defineCommand({
  command: 'retry [rollout]',
  describe: 'Run a rollout again that was rolled back, with the same plan',
  positionals: rolloutPositional,
  options: { ...freezeOption, ...rolloutOptions },
  examples: [['$0 rollout retry web', 'the same services and steps, with what is staged now']],
  run: async (args, context) => {
    const { retryRollout } = await import('../../rollout/operator-commands');
    const { finishRollout, printProgress } = await import('./finish');
    return finishRollout(context, await retryRollout(context, args, printProgress(context)));
  },
});
