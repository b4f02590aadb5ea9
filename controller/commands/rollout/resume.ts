// ctl rollout resume: continues a rollout in this process.
import { defineCommand } from '../../command-line/define-command';
import { freezeOption } from '../../command-line/options';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutResume = defineCommand({
  command: 'resume [rollout]',
  describe: 'Continue a rollout here that is paused, was interrupted, or whose process does not run any more',
  positionals: rolloutPositional,
  options: {
    'take-over': {
      type: 'boolean',
      default: false,
      describe: 'Even if its process still runs, or this machine cannot check whether it runs',
    },
    ...freezeOption,
    ...rolloutOptions,
  },
  examples: [['$0 rollout resume web', 'continues where it was; no step is skipped or repeated']],
  run: async (args, context) => {
    const { resumeRollout } = await import('../../rollout/operator-commands');
    const { finishRollout, printProgress } = await import('./finish');
    return finishRollout(context, await resumeRollout(context, args, printProgress(context)));
  },
});
