// ctl rollout abort: rolls a rollout back at once.
import { defineCommand } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutAbort = defineCommand({
  command: 'abort [rollout]',
  describe: 'Roll a rollout back at once, even if another process drives it',
  positionals: rolloutPositional,
  options: rolloutOptions,
  examples: [['$0 rollout abort web -m "wrong image"', '100 % to the stable color; exit 5, as for every rollback']],
  run: async (args, context) => {
    const { abortRollout } = await import('../../rollout/operator-commands');
    const { finishRollout, printProgress } = await import('./finish');
    return finishRollout(context, await abortRollout(context, args, printProgress(context)));
  },
});
