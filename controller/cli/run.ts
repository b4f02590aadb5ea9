// Runs one command line: parse, run, print. All errors are caught here.
import { resolve } from 'node:path';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import type { Parsing, Ready } from '../command-line/define-command';
import { normalizeArguments } from '../command-line/normalize-arguments';
import { usageError } from '../command-line/usage-error';
import type { Understood } from '../command-line/usage-error';
import { commands } from '../commands';
import { createCompletion, isCompletion, readCompletionNames } from './completion';
import type { Names } from './completion';
import type { Context, Io } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import { foldText, forPeople } from '../core/fold';
import { SCHEMA_VERSION } from '../core/outcome';
import type { Outcome } from '../core/outcome';
import { printableJson } from '../core/printable';
import { reportError } from './report-error';
import { printLabelled, printLines, safeIo } from '../core/safe-io';
import { createStyle } from '../core/style';
import { removePlans } from '../terraform/saved-plans';
import { version } from '../../package.json';

/** Runs `ctl` with the arguments after its name and returns the exit code. Never throws. */
export async function runCtl(words: readonly string[], given: Context): Promise<number> {
  const argv = isCompletion(words) ? words : normalizeArguments(words);
  const json = wantsJson(argv);
  const context = withRoot({ ...given, io: safeIo(given.io) }, argv);
  const { out, err } = context.io;
  try {
    const { ready, output } = await parse(argv, context);
    if (!ready) {
      if (output) printLines(out, foldText(output, Number.isFinite(context.io.columns) ? context.io.columns : 80));
      return EXIT.ok;
    }
    const outcome = await ready(context);
    for (const warning of outcome.warnings ?? []) printLabelled(err, 'warning', warning);
    // Annotations are commands to the runner, so they go past what takes such commands away.
    for (const annotation of outcome.annotations ?? []) given.io.err(annotation);
    if (json) printLines(out, printableJson({ schemaVersion: SCHEMA_VERSION, ...outcome.document }));
    else printOutcome(outcome, context.io);
    return outcome.exitCode;
  } catch (error) {
    return reportError(
      error,
      { ...context, io: given.io },
      { json, detailed: argv.some((word) => DETAILED.test(word)) },
    );
  } finally {
    removePlans(context.root);
  }
}

/** Prints the lines of an outcome: for people, folded to the width of the terminal, or as another program needs them. */
function printOutcome({ lines, verbatim }: Outcome, { out, color, columns }: Io): void {
  for (const line of lines(createStyle(color, columns))) {
    for (const one of verbatim ? [line] : forPeople(line, columns)) out(one);
  }
}

/** Spellings of --detailed-exitcode, with which 2 stands for changes and every error is 1. */
const DETAILED = /^--detailed-?exitcode(=true)?$/i;

interface Parsed {
  /** Undefined when yargs only prints a text, such as the help. */
  readonly ready: Ready | undefined;
  readonly output: string;
}

/** Parses the arguments. Every error of yargs is a mistake in the arguments. */
async function parse(argv: readonly string[], context: Context): Promise<Parsed> {
  // A completion may begin with --.
  if (argv.includes('--') && !isCompletion(argv))
    throw new UserError('USAGE', 'ctl takes no arguments after --', 'Write them without --, or give text as -m="…"');
  const chosen: Ready[] = [];
  let understood: Understood = { verbs: [], next: [], options: [] };
  let output = '';
  const names = await readCompletionNames(context, argv);
  const cli = buildCommandLine(
    { argv, names },
    {
      offer: (verb) => (understood = { ...understood, next: [...understood.next, verb] }),
      enter: (verb, options) => (understood = { verbs: [...understood.verbs, verb], next: [], options }),
      choose: (ready) => chosen.push(ready),
    },
  );
  try {
    await cli.parseAsync([...argv], {}, (_error: unknown, _args: unknown, text: string) => {
      output = text;
    });
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    throw usageError(error.message, argv, understood);
  }
  return { ready: chosen[0], output };
}

interface Asked {
  readonly argv: readonly string[];
  readonly names: Names;
}

function buildCommandLine(asked: Asked, parsing: Parsing): Argv {
  const cli = yargs()
    .scriptName('ctl')
    .usage('$0 VERB\n\nReleases functions behind a load balancer with no downtime and instant rollback.')
    .strict()
    // An option that takes a list is given once for each value, so that a service may come after it.
    .parserConfiguration({ 'greedy-arrays': false })
    .demandCommand(1, 'ctl needs a verb')
    .exitProcess(false)
    .fail(false)
    .wrap(null)
    .version(version)
    .alias('h', 'help')
    // Only answers a shell's question; the script is that of ctl completion.
    .completion('get-yargs-script', false, createCompletion(asked.names, asked.argv))
    .example('$0 status -e prod', 'the state of every service')
    .example('$0 rollback web', 'all traffic of web back to the active color');
  for (const register of commands) register(cli, parsing);
  return cli;
}

/** Checked before parsing, so that a mistake in the arguments is reported as JSON too. */
const wantsJson = (argv: readonly string[]): boolean => {
  const words = argv.flatMap((word) => (word.startsWith('-') ? word.split('=') : [word]));
  return words.some((word, i) => OUTPUT.test(word) && words[i + 1] === 'json');
};

/** Spellings of --output that yargs takes: -yo is -y and -o. */
const OUTPUT = /^(--output|--o|-[a-z]*o)$/i;

/** The context with the root that --root or CTL_ROOT names. */
function withRoot(context: Context, argv: readonly string[]): Context {
  const at = argv.indexOf('--root');
  const inline = argv.find((word) => word.startsWith('--root='))?.slice('--root='.length);
  const root = (at >= 0 ? argv[at + 1] : inline) ?? (context.env['CTL_ROOT'] || undefined);
  return root === undefined ? context : { ...context, root: resolve(context.cwd, root) };
}
