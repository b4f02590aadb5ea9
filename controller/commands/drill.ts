// ctl drill: makes a candidate fail, to see that a rollout catches it before that is needed.
import { command } from '../command-line/define-command';
import { FAULTS } from '../drill/fault-names';
import { wholeFlag } from '../command-line/parse-integer';
import { environmentOptions } from '../command-line/options';

const text = { type: 'string', requiresArg: true } as const;

export const drill = command({
  command: 'drill [service]',
  describe: 'Make a candidate fail in a sandbox, to see that the rollout goes back',
  positionals: {
    service: { type: 'string', describe: 'Service whose limits judge; the defaults when left out' },
  },
  options: {
    fault: {
      choices: [...FAULTS, 'none'] as const,
      describe: 'How the candidate fails; all, and a good release, when left out',
    },
    percent: { ...text, describe: 'Part of the requests that is hit, 1 to 100' },
    milliseconds: { ...text, describe: 'How much slower: latency; or slower each time: leak' },
    after: { ...text, describe: 'Invocations until a process dies: crash' },
    'print-fis': { type: 'boolean', default: false, describe: 'Print an experiment of AWS Fault Injection Service' },
    'role-arn': { ...text, describe: 'Role that AWS Fault Injection Service takes' },
    duration: { ...text, default: '10m', describe: 'How long the experiment lasts' },
    ...environmentOptions,
  },
  examples: [
    ['$0 drill', 'every fault, and a good release, in a sandbox of its own; about a minute and a half'],
    ['$0 drill web -e prod --fault errors --percent 2', 'would the limits of web catch 2 % of errors?'],
    [
      '$0 drill web -e prod --fault errors --print-fis --role-arn arn:aws:iam::123456789012:role/fis > drill.json',
      'for aws fis create-experiment-template --cli-input-json file://drill.json',
    ],
  ],
  run: async (args, context) => {
    const { chosen } = await import('../drill/faults');
    const faults = chosen(args.fault, {
      percent: wholeFlag('--percent', args.percent, { from: 1, to: 100, such: 5 }),
      milliseconds: wholeFlag('--milliseconds', args.milliseconds, { from: 1, to: 900_000, such: 600 }),
      after: wholeFlag('--after', args.after, { from: 0, to: 1_000_000, such: 15 }),
    });
    if (args.printFis) {
      const { printFis } = await import('../drill/print-fis');
      return printFis(context, args, faults);
    }
    const { runDrill } = await import('../drill/run');
    return runDrill(context, { ...args, faults });
  },
});
