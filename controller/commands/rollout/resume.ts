// ctl rollout resume: carries a rollout on here, wherever it was left.
import { command } from '../../command-line/define-command';
import { freezeOption } from '../../command-line/options';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutResume = command({
  command: 'resume [rollout]',
  describe: 'Carry a rollout on here: paused, interrupted, or left by a process that is gone',
  positionals: rolloutPositional,
  options: {
    'take-over': {
      type: 'boolean',
      default: false,
      describe: 'Also from a process that still runs, or of which nothing here can tell',
    },
    ...freezeOption,
    ...rolloutOptions,
  },
  examples: [['$0 rollout resume web', 'goes on where it was; no step is skipped or taken twice']],
  run: async (args, context) => {
    const { resumeVerb } = await import('../../rollout');
    return resumeVerb(context, args);
  },
});
