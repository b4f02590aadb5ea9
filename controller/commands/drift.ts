// ctl drift: file, live and Terraform's state side by side.
import { defineCommand } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { environmentOptions, reportPositional } from '../command-line/options';

export const drift = defineCommand({
  command: 'drift [service]',
  describe: 'Compare the file with what is live and with Terraform',
  positionals: reportPositional,
  options: environmentOptions,
  examples: [
    ['$0 drift -e prod', 'every rule of prod; exit 4 when live differs from the file'],
    ['$0 drift web -o json', 'every side of every rule, for scripts'],
  ],
  run: async (args, context) => {
    const { compareRules } = await import('../inspect/drift-report');
    const { renderDrift } = await import('../render/drift');
    const report = await compareRules(context, args.environment, args.service);
    return {
      document: { ...report },
      lines: (style) => renderDrift(report, style),
      exitCode: report.drifted ? EXIT.drift : EXIT.ok,
    };
  },
});
