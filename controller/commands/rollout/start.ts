// ctl rollout start: moves staged code to 100 %, step by step.
import { defineCommand } from '../../command-line/define-command';
import { allOption, environmentOptions } from '../../command-line/options';
import { planOptions, servicesPositional } from '../../command-line/rollout-options';

export const rolloutStart = defineCommand({
  command: 'start [services..]',
  describe: 'Start a rollout of what is staged, and drive it here',
  positionals: servicesPositional,
  options: { ...planOptions, ...allOption, ...environmentOptions },
  examples: [
    ['$0 rollout start web', "by the file's strategy; exit 0 settled, 5 rolled back, 6 paused"],
    ['$0 rollout start web --strategy Canary10Percent5Minutes', "by one of CodeDeploy's"],
    ['$0 rollout start web api --strategy 10:5m,50:10m', 'both move together, or both are rolled back'],
  ],
  run: async (args, context) => {
    const { parseStart } = await import('../../command-line/parse-plan');
    const { runRollout } = await import('../../rollout/run');
    const { finishRollout, printProgress } = await import('./finish');
    return finishRollout(context, await runRollout(context, parseStart(args), printProgress(context)));
  },
});
