// ctl unlock: frees the lock of a process that has ended on another machine.
import { defineCommand } from '../command-line/define-command';
import { changeOptions, environmentOptions } from '../command-line/options';
import { EXIT } from '../core/errors';

export const unlock = defineCommand({
  command: 'unlock',
  describe: 'Free the lock of a change that has ended on another machine',
  positionals: {},
  options: {
    force: { type: 'boolean', default: false, describe: 'Also when its process still runs on this machine' },
    yes: changeOptions.yes,
    message: changeOptions.message,
    ...environmentOptions,
  },
  examples: [
    ['$0 unlock -e prod', 'shows who holds the lock, and asks'],
    ["$0 unlock -e prod --yes -m 'build 71 was cancelled'", 'in a script'],
  ],
  run: async (args, context) => {
    const { runUnlock } = await import('../change/unlock');
    const { renderHeld, renderUnlocked } = await import('../render/unlock');
    const result = await runUnlock(context, {
      ...args,
      show: (locks) => locks.flatMap(renderHeld).forEach((line) => context.io.err(line)),
    });
    return { document: { ...result }, lines: () => renderUnlocked(result), exitCode: EXIT.ok };
  },
});
