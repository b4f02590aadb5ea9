// ctl settle: makes the promoted color the active one.
import { defineCommand } from '../command-line/define-command';
import { allOption, changeOptions, servicePositional, viaOption } from '../command-line/options';

export const settle = defineCommand({
  command: 'settle [service]',
  describe: 'Make the promoted color the active one',
  positionals: servicePositional,
  options: { ...viaOption, ...allOption, ...changeOptions },
  examples: [['$0 settle web', 'the release is over; traffic does not move']],
  run: async (args, context) => {
    const { runSettle } = await import('../change/settle');
    const { changeOutcome } = await import('../render/change');
    return changeOutcome(await runSettle(context, args));
  },
});
