// ctl deploy: makes an environment match its file.
import { defineCommand } from '../command-line/define-command';
import { changeOptions, deploymentOptions } from '../command-line/options';

export const deploy = defineCommand({
  command: 'deploy [service]',
  describe: 'Make the environment match its file',
  positionals: { service: { type: 'string', describe: 'The only service to deploy; every one when left out' } },
  options: {
    ...deploymentOptions,
    ...changeOptions,
  },
  examples: [
    ['$0 deploy -e prod', 'shows the plan, asks, applies'],
    ['$0 deploy -e prod --yes', 'does not ask, for CI'],
  ],
  run: async (args, context) => {
    const { runDeployment, planDeployment } = await import('../deploy/deploy');
    const { deployOutcome, printChanges } = await import('../render/change');
    const { environment, service, dryRun, yes, message: reason, allowDestroy = [], inPlace = [], refresh } = args;
    const what = { environment, service, allowDestroy, inPlace, refresh };
    if (dryRun) return deployOutcome(await planDeployment(context, what));
    const show = printChanges(context.io);
    return deployOutcome(await runDeployment(context, { ...what, yes, reason, show }));
  },
});
