// ctl rollout retry: the same rollout once more, after it was rolled back.
import { command } from '../../command-line/define-command';
import { freezeOption } from '../../command-line/options';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutRetry = command({
  command: 'retry [rollout]',
  describe: 'Begin a rollout that was rolled back once more, by the same plan',
  positionals: rolloutPositional,
  options: { ...freezeOption, ...rolloutOptions },
  examples: [['$0 rollout retry web', 'the same services and steps, with what is staged now']],
  run: async (args, context) => {
    const { retryVerb } = await import('../../rollout');
    return retryVerb(context, args);
  },
});
