// ctl doctor: whether a rollback would work now.
import { defineCommand } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { environmentOptions, reportPositional } from '../command-line/options';

export const doctor = defineCommand({
  command: 'doctor [service]',
  describe: 'Check whether a rollback would work now',
  positionals: reportPositional,
  options: environmentOptions,
  examples: [
    ['$0 doctor -e prod', 'tools, account, rules and both colors of every service'],
    ['$0 doctor web -o json', 'exit 5 when something that a rollback needs is missing'],
  ],
  run: async (args, context) => {
    const { diagnose } = await import('../inspect/doctor');
    const { renderDiagnosis } = await import('../render/doctor');
    const diagnosis = await diagnose(context, args.environment, args.service);
    return {
      document: { ...diagnosis },
      lines: (style) => renderDiagnosis(diagnosis, style),
      exitCode: diagnosis.rollbackWorks ? EXIT.ok : EXIT.check,
    };
  },
});
