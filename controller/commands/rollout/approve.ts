// ctl rollout approve: agrees that a rollout goes on.
import { command } from '../../command-line/define-command';
import { rolloutOptions, rolloutPositional } from '../../command-line/rollout-options';

export const rolloutApprove = command({
  command: 'approve [rollout]',
  describe: 'Agree that a rollout goes on, where it waits for that',
  positionals: rolloutPositional,
  options: {
    id: { type: 'string', requiresArg: true, describe: 'Only if this is the approval it waits for' },
    ...rolloutOptions,
  },
  examples: [['$0 rollout approve web --id 20261124-215326-3fa9-1', 'this step, and no other']],
  run: async (args, context) => {
    const { approveVerb } = await import('../../rollout');
    return approveVerb(context, args);
  },
});
