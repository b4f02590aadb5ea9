// ctl rollout status: where rollouts are, and what the last look said.
import { command } from '../../command-line/define-command';
import { environmentOptions } from '../../command-line/options';
import { rolloutPositional } from '../../command-line/rollout-options';

export const rolloutStatus = command({
  command: 'status [rollout]',
  describe: 'Show where rollouts are, and what the last look said',
  positionals: rolloutPositional,
  options: {
    watch: { alias: 'w', type: 'boolean', default: false, describe: 'Draw it again until the rollouts have ended' },
    ...environmentOptions,
  },
  examples: [
    ['$0 rollout status --watch', 'split, step, time left, and each metric as it goes'],
    ['$0 rollout status web -o json', 'for scripts'],
  ],
  run: async (args, context) => {
    const { rolloutStatus: show } = await import('../../rollout/status');
    return show(context, args);
  },
});
