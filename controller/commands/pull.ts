// ctl pull: brings the file to the newest revision of the journal.
import { defineCommand } from '../command-line/define-command';
import { environmentOptions, reportPositional } from '../command-line/options';
import { EXIT } from '../core/errors';

export const pull = defineCommand({
  command: 'pull [service]',
  describe: 'Bring the file to the newest revision that anybody made',
  positionals: reportPositional,
  options: {
    'dry-run': { type: 'boolean', default: false, describe: 'Only show what would be written' },
    yes: { alias: 'y', type: 'boolean', default: false, describe: 'Do not ask before edits by hand are replaced' },
    ...environmentOptions,
  },
  examples: [
    ['$0 pull -e prod', 'after somebody rolled back and has not pushed yet'],
    ['$0 pull web --dry-run', 'what would change in the file'],
  ],
  run: async (args, context) => {
    const { runPull } = await import('../change/pull');
    const { renderPull, renderPulled } = await import('../render/pull');
    const result = await runPull(context, {
      ...args,
      show: (services) => services.flatMap(renderPulled).forEach((line) => context.io.err(line)),
    });
    return { document: { ...result }, lines: () => renderPull(result), exitCode: EXIT.ok };
  },
});
