// ctl deploy: makes an environment what its file says.
import { command } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { changeOptions } from '../command-line/options';

export const deploy = command({
  command: 'deploy [service]',
  describe: 'Make the environment what its file says',
  positionals: { service: { type: 'string', describe: 'The only service; every one when left out' } },
  options: {
    'allow-destroy': {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Address of a resource that may be destroyed or replaced',
    },
    ...changeOptions,
  },
  examples: [
    ['$0 deploy -e prod', 'shows the plan, asks, applies'],
    ['$0 deploy -e prod --yes', 'does not ask, for CI'],
  ],
  run: async (args, context) => {
    const { runDeployment: run, planDeployment: plan } = await import('../deploy/deploy');
    const { describeChanges } = await import('../render/changes');
    const { renderDeploy } = await import('../render/change');
    const { createStyle } = await import('../core/style');
    const { environment, service, dryRun, yes, message: reason, allowDestroy = [] } = args;
    const show: Parameters<typeof run>[1]['show'] = (changes) => {
      for (const line of describeChanges(changes, createStyle(false))) context.io.err(line);
    };
    const result = dryRun
      ? await plan(context, { environment, service, allowDestroy })
      : await run(context, { environment, service, yes, reason, allowDestroy, show });
    for (const warning of result.warnings) context.io.err(`warning: ${warning}`);
    return { document: { ...result }, lines: (style) => renderDeploy(result, style), exitCode: EXIT.ok };
  },
});
