// ctl rollback: sends all traffic back to the active color at once, from any step of a release.
import { defineCommand } from '../command-line/define-command';
import { allOption, changeOptions, freezeOption, servicePositional, viaOption } from '../command-line/options';
import { forPeople } from '../core/fold';
import { printLabelled } from '../core/safe-io';

export const rollback = defineCommand({
  command: 'rollback [service]',
  describe: 'Send all traffic back to the active color at once',
  positionals: servicePositional,
  options: {
    ...viaOption,
    ...allOption,
    to: {
      type: 'string',
      requiresArg: true,
      describe: 'Return to a revision of the journal instead: its split, active color and canary',
    },
    reconcile: {
      type: 'boolean',
      default: true,
      describe: 'Check afterwards with a Terraform plan; --no-reconcile ends once traffic was read back',
    },
    ...freezeOption,
    ...changeOptions,
  },
  examples: [
    ['$0 rollback web', '100 % to the active color, canary off'],
    ['$0 rollback --all -m "errors in checkout"', 'every service, with the reason for the journal'],
    ['$0 rollback web --to 12', 'the routing of revision 12 of the journal'],
    ['$0 rollback web --no-reconcile', 'without Terraform, such as in a script'],
  ],
  run: async (args, context) => {
    if (args.via === 'terraform') {
      const { rollBackThroughTerraform } = await import('../rollback/through-terraform');
      const { changeOutcome } = await import('../render/change');
      return changeOutcome(await rollBackThroughTerraform(context, args));
    }
    const { runRollback } = await import('../rollback');
    const { renderRollback, rollbackOutcome } = await import('../render/rollback');
    // With -o json the lines go to stderr, and the one document comes last.
    const { io } = context;
    const print = (line: string): void =>
      args.output === 'json' ? io.err(line) : forPeople(line, io.columns).forEach((one) => io.out(one));
    const report = await runRollback(context, args, {
      moved: (result, failures) => renderRollback(result, failures).forEach(print),
      observed: ({ service, detail }) => print(`${service}: ${detail}`),
    });
    for (const warning of report.result.warnings) printLabelled(io.err, 'warning', warning);
    if (report.problem) {
      printLabelled(io.err, 'error', report.problem.message);
      printLabelled(io.err, 'hint', report.problem.hint);
    }
    return rollbackOutcome(report);
  },
});
