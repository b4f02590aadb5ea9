// ctl drill: releases candidates that fail, to show that a rollout catches them.
import { defineCommand } from '../command-line/define-command';
import { environmentOptions } from '../command-line/options';
import { parseInteger } from '../command-line/parse-integer';
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import type { Outcome } from '../core/outcome';
import { FAULTS } from '../drill/fault-names';
import type { ExperimentFlags } from '../drill/experiment';
import type { DrillRelease } from '../drill/faults';

const text = { type: 'string', requiresArg: true } as const;

export const drill = defineCommand({
  command: 'drill [service]',
  describe: 'Make a candidate fail in a sandbox, to see that the rollout rolls back',
  positionals: {
    service: { type: 'string', describe: 'Service whose limits apply; the defaults when left out' },
  },
  options: {
    fault: {
      choices: [...FAULTS, 'none'] as const,
      requiresArg: true,
      describe: 'How the candidate fails; all, and a good release, when left out',
    },
    percent: { ...text, describe: 'Percent of the requests that fail or are slow, 1 to 100' },
    milliseconds: { ...text, describe: 'How much slower: latency; or slower each time: leak' },
    after: { ...text, describe: 'Invocations until a process dies: crash' },
    'print-fis': { type: 'boolean', default: false, describe: 'Print an experiment of AWS Fault Injection Service' },
    'role-arn': { ...text, describe: 'Role for AWS Fault Injection Service' },
    duration: { ...text, default: '10m', describe: 'Duration of the experiment' },
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
    const { selectReleases } = await import('../drill/faults');
    const releases = selectReleases(args.fault, {
      percent: parseInteger('--percent', args.percent, { from: 1, to: 100, example: 5 }),
      milliseconds: parseInteger('--milliseconds', args.milliseconds, { from: 1, to: 900_000, example: 600 }),
      after: parseInteger('--after', args.after, { from: 0, to: 1_000_000, example: 15 }),
    });
    return args.printFis ? printExperiment(context, args, releases) : runInSandbox(context, args, releases);
  },
});

type Flags = Pick<ExperimentFlags, 'environment' | 'service'>;

/** Exit 0 when every release had the expected result, 5 otherwise. */
async function runInSandbox(context: Context, flags: Flags, releases: readonly DrillRelease[]): Promise<Outcome> {
  const { runDrill } = await import('../drill/run');
  const { describeRelease } = await import('../drill/faults');
  const { isDrillProgress, renderDrill } = await import('../render/drill');
  const { environment, service } = flags;
  const results = await runDrill(context, {
    environment,
    service,
    releases,
    onRelease: (release) => context.io.err(`${release.kind}: ${describeRelease(release)}`),
    onLine: (line) => isDrillProgress(line) && context.io.err(`  ${line}`),
  });
  const good = results.every(({ verdict }) => verdict !== 'missed');
  return {
    document: { judged_by: service ?? null, good, results },
    lines: (style) => renderDrill(results, style),
    exitCode: good ? EXIT.ok : EXIT.check,
  };
}

/** stdout is the template alone, ready for a file. */
async function printExperiment(
  context: Context,
  flags: ExperimentFlags,
  releases: readonly DrillRelease[],
): Promise<Outcome> {
  const { planExperiment } = await import('../drill/experiment');
  const { renderExperimentNotes } = await import('../render/drill');
  const experiment = await planExperiment(context, flags, releases);
  for (const line of renderExperimentNotes(experiment)) context.io.err(line);
  const { environment, service, candidate, fault, template } = experiment;
  return {
    document: { environment, service, candidate, fault, template },
    lines: () => JSON.stringify(template, null, 2).split('\n'),
    verbatim: true,
    exitCode: EXIT.ok,
  };
}
