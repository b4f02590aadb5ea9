// ctl rollout pause: stops a rollout where it is.
import { defineCommand } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';
import { EXIT } from '../../core/errors';

export const rolloutPause = defineCommand({
  command: 'pause [rollout]',
  describe: 'Stop a rollout where it is; the candidate keeps its traffic',
  positionals: rolloutPositional,
  options: rolloutOptions,
  examples: [['$0 rollout pause web -m "reading a log"', 'until ctl rollout resume']],
  run: async (args, context) => {
    const { pauseRollout } = await import('../../rollout/operator-commands');
    const rollout = await pauseRollout(context, args);
    const { id, pause, services, environment } = rollout;
    return {
      document: { rollout },
      lines: () => [
        `Rollout ${id} is paused: ${pause?.reason ?? ''}`,
        `ctl rollout resume ${services[0] ?? ''} -e ${environment} continues it`,
      ],
      exitCode: EXIT.ok,
    };
  },
});
