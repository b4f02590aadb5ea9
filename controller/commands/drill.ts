// ctl drill: makes a candidate fail, to see that a rollout catches it before it is needed.
import { command } from '../command';
import { FAULTS, faultOf } from '../drill/faults';
import { wholeFlag } from '../drill/whole';
import { EXIT, UserError } from '../errors';
import { environmentOptions, servicePositional } from '../options';

const text = { type: 'string', requiresArg: true } as const;

export const drill = command({
  command: 'drill [service]',
  describe: 'Make a candidate fail, to see that a rollout catches it',
  positionals: servicePositional,
  options: {
    fault: { choices: FAULTS, default: 'errors' as const, describe: 'How the candidate fails' },
    percent: { ...text, describe: 'Part of the requests that is hit, 1 to 100' },
    milliseconds: { ...text, describe: 'How much slower: latency; or slower each time: leak' },
    after: { ...text, describe: 'Invocations until a process dies: crash' },
    'print-fis': { type: 'boolean', default: false, describe: 'Print an experiment of AWS Fault Injection Service' },
    'role-arn': { ...text, describe: 'Role that AWS Fault Injection Service takes' },
    duration: { ...text, default: '10m', describe: 'How long the experiment lasts' },
    ...environmentOptions,
  },
  examples: [
    [
      '$0 drill web -e prod --print-fis --role-arn arn:aws:iam::123456789012:role/fis > drill.json',
      'for aws fis create-experiment-template --cli-input-json file://drill.json',
    ],
  ],
  run: async (args, context) => {
    if (!args.printFis) throw new UserError('ctl drill needs --print-fis', 'ctl drill --help', EXIT.input);
    const fault = faultOf(args.fault, {
      percent: wholeFlag('--percent', args.percent, { from: 1, to: 100, such: 5 }),
      milliseconds: wholeFlag('--milliseconds', args.milliseconds, { from: 1, to: 900_000, such: 400 }),
      after: wholeFlag('--after', args.after, { from: 0, to: 1_000_000, such: 15 }),
    });
    const { printFis } = await import('../drill/print-fis');
    return printFis(context, args, fault);
  },
});
