// ctl rollout pause: stops a rollout where it is.
import { command } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutPause = command({
  command: 'pause [rollout]',
  describe: 'Stop a rollout where it is; the candidate keeps its traffic',
  positionals: rolloutPositional,
  options: rolloutOptions,
  examples: [['$0 rollout pause web -m "looking into a log"', 'until ctl rollout resume']],
  run: async (args, context) => {
    const { pauseVerb } = await import('../../rollout');
    return pauseVerb(context, args);
  },
});
