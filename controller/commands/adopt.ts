// ctl adopt: writes what is live into the file.
import { defineCommand } from '../command-line/define-command';
import { allOption, changeOptions, servicePositional } from '../command-line/options';

export const adopt = defineCommand({
  command: 'adopt [service]',
  describe: 'Write what is live into the file',
  positionals: servicePositional,
  options: { ...allOption, ...changeOptions },
  examples: [
    ['$0 adopt web --dry-run', 'shows how the file would change'],
    ['$0 adopt web -m "weights set in the console"', 'keep what somebody changed by hand'],
  ],
  run: async (args, context) => {
    const { runAdopt } = await import('../change/adopt');
    const { changeOutcome } = await import('../render/change');
    return changeOutcome(await runAdopt(context, args));
  },
});
