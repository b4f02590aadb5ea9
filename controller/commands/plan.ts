// ctl plan: shows what a deployment would change.
import { defineCommand } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { environmentOptions, deploymentOptions } from '../command-line/options';

export const plan = defineCommand({
  command: 'plan [service]',
  describe: 'Show what deploy would change',
  positionals: { service: { type: 'string', describe: 'The only service to plan; every one when left out' } },
  options: {
    'detailed-exitcode': { type: 'boolean', default: false, describe: 'Exit with 2 for changes, 1 for any error' },
    ...deploymentOptions,
    ...environmentOptions,
  },
  examples: [
    ['$0 plan -e prod', 'what ctl deploy -e prod would do'],
    ['$0 plan -e prod --refresh', 'also finds what was changed in AWS by hand'],
    ['$0 plan -e prod --detailed-exitcode', 'for scripts: 0 nothing to do, 1 an error, 2 changes'],
  ],
  run: async (args, context) => {
    const { planDeployment } = await import('../deploy/deploy');
    const { deployOutcome } = await import('../render/change');
    const result = await planDeployment(context, {
      environment: args.environment,
      service: args.service,
      allowDestroy: args.allowDestroy ?? [],
      inPlace: args.inPlace ?? [],
      refresh: args.refresh,
    });
    const outcome = deployOutcome(result);
    return args.detailedExitcode && result.changed ? { ...outcome, exitCode: EXIT.input } : outcome;
  },
});
