// ctl rollout abort: sends a rollout back at once.
import { command } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutAbort = command({
  command: 'abort [rollout]',
  describe: 'Send a rollout back at once, whoever carries it on',
  positionals: rolloutPositional,
  options: rolloutOptions,
  examples: [['$0 rollout abort web -m "wrong image"', '100 % to the stable color; exit 5, as for every rollback']],
  run: async (args, context) => {
    const { abortVerb } = await import('../../rollout');
    return abortVerb(context, args);
  },
});
