// ctl history: what was done, when, by whom and why.
import { defineCommand } from '../command-line/define-command';
import { EXIT, UserError } from '../core/errors';
import { environmentOptions, reportPositional } from '../command-line/options';

export const history = defineCommand({
  command: 'history [service]',
  describe: 'Show what was done, when, by whom and why',
  positionals: reportPositional,
  options: {
    limit: { type: 'number', default: 20, requiresArg: true, describe: 'How many entries, the newest first' },
    ...environmentOptions,
  },
  examples: [
    ['$0 history web', 'the last changes of web; to is blue/green in percent'],
    ['$0 history -o json --limit 1000', 'every entry, for scripts'],
  ],
  run: async (args, context) => {
    if (!Number.isInteger(args.limit) || args.limit < 1) {
      throw new UserError(
        'USAGE',
        `--limit takes a whole number from 1, not ${args.limit}`,
        'Write a number such as --limit 50',
      );
    }
    const { readHistory } = await import('../inspect/history');
    const { renderHistory } = await import('../render/history');
    const result = await readHistory(context, args.environment, { service: args.service, limit: args.limit });
    return { document: { ...result }, lines: (style) => renderHistory(result, style), exitCode: EXIT.ok };
  },
});
