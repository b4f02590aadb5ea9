// ctl rollout approve: lets a rollout continue that waits for an approval.
import { defineCommand } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';
import { EXIT } from '../../core/errors';

export const rolloutApprove = defineCommand({
  command: 'approve [rollout]',
  describe: 'Let a rollout continue that waits for an approval',
  positionals: rolloutPositional,
  options: {
    id: { type: 'string', requiresArg: true, describe: 'Only if this is the approval it waits for' },
    ...rolloutOptions,
  },
  examples: [['$0 rollout approve web --id 20261124-215326-3fa9-1', 'this step, and no other']],
  run: async (args, context) => {
    const { approveRollout } = await import('../../rollout/operator-commands');
    const { state: rollout, driven } = await approveRollout(context, { ...args, approval: args.id });
    const resume = `ctl rollout resume ${rollout.services[0] ?? ''} -e ${rollout.environment}`;
    return {
      document: { rollout },
      lines: () => [
        `Rollout ${rollout.id} is approved`,
        driven ? 'It continues' : `No process drives it: ${resume} continues it`,
      ],
      exitCode: EXIT.ok,
    };
  },
});
