// ctl promote: sends all ordinary traffic to the candidate.
import { defineCommand } from '../command-line/define-command';
import { allOption, changeOptions, freezeOption, servicePositional, viaOption } from '../command-line/options';

export const promote = defineCommand({
  command: 'promote [service]',
  describe: 'Send all ordinary traffic to the candidate',
  positionals: servicePositional,
  options: { ...viaOption, ...allOption, ...freezeOption, ...changeOptions },
  examples: [['$0 promote web', 'the candidate gets 100 %; rollback still works']],
  run: async (args, context) => {
    const { changeTraffic } = await import('../change/traffic');
    const { changeOutcome } = await import('../render/change');
    const { promote: decide } = await import('../release');
    return changeOutcome(await changeTraffic(context, args, { verb: 'promote', decide }));
  },
});
