// ctl versions: what was staged, when, by whom and why, and where it runs.
import { defineCommand } from '../command-line/define-command';
import { EXIT, UserError } from '../core/errors';
import { environmentOptions, reportPositional } from '../command-line/options';

export const versions = defineCommand({
  command: 'versions [service]',
  describe: 'Show what was staged, when, by whom and why, and where it runs',
  positionals: reportPositional,
  options: {
    limit: {
      type: 'number',
      default: 20,
      requiresArg: true,
      describe: 'How many of each service, those that run first',
    },
    ...environmentOptions,
  },
  examples: [
    ['$0 versions web', 'what blue and green run, and what was staged before'],
    ['$0 versions -o json | jq .versions', 'with code and settings'],
  ],
  run: async (args, context) => {
    if (!Number.isInteger(args.limit) || args.limit < 1) {
      throw new UserError(
        'USAGE',
        `--limit takes a whole number from 1, not ${args.limit}`,
        'Write a number such as --limit 50',
      );
    }
    const { listVersions } = await import('../inspect/versions');
    const { renderVersions } = await import('../render/versions');
    const result = await listVersions(context, args.environment, { service: args.service, limit: args.limit });
    return { document: { ...result }, lines: (style) => renderVersions(result, style), exitCode: EXIT.ok };
  },
});
