// Runs one command line: parse, run, print. All errors are caught here.
import { resolve } from 'node:path';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import type { Ready } from '../command-line/define-command';
import { commands } from '../commands';
import { createCompletion, isCompletion, readCompletionNames } from './completion';
import type { Names } from './completion';
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import { SCHEMA_VERSION } from '../core/outcome';
import { printableJson } from '../core/printable';
import { reportError } from './report-error';
import { printLabelled, printLines, safeIo } from '../core/safe-io';
import { createStyle } from '../core/style';
import { wrapHelp } from '../render/wrap';
import { removePlans } from '../terraform/saved-plans';
import { version } from '../../package.json';

/** Runs `ctl` with the arguments after its name and returns the exit code. Never throws. */
export async function runCtl(words: readonly string[], given: Context): Promise<number> {
  const argv = joinReasons(words);
  const json = wantsJson(argv);
  const context = withRoot({ ...given, io: safeIo(given.io) }, argv);
  const { out, err } = context.io;
  try {
    const { ready, output } = await parse(argv, context);
    if (!ready) {
      if (output) printLines(out, wrapHelp(output, Number.isFinite(context.io.columns) ? context.io.columns : 80));
      return EXIT.ok;
    }
    const outcome = await ready(context);
    for (const warning of outcome.warnings ?? []) printLabelled(err, 'warning', warning);
    // Annotations are commands to the runner, so they go past what takes such commands away.
    for (const annotation of outcome.annotations ?? []) given.io.err(annotation);
    if (outcome.streamed) return outcome.exitCode;
    if (json) printLines(out, printableJson({ schemaVersion: SCHEMA_VERSION, ...outcome.document }));
    else for (const line of outcome.lines(createStyle(context.io.color, context.io.columns))) out(line);
    return outcome.exitCode;
  } catch (error) {
    return reportError(
      error,
      { ...context, io: given.io },
      {
        json: json && (argv.some((word) => STREAMS.test(word)) ? 'line' : 'document'),
        detailed: argv.some((word) => DETAILED.test(word)),
      },
    );
  } finally {
    removePlans(context.root);
  }
}

/**
 * The arguments, with each reason that begins with a dash joined to its option: yargs would read it as options. A single word that
 * begins with a letter after its dash stays an option, since it is one more often than a reason.
 */
const joinReasons = (argv: readonly string[]): string[] =>
  argv.reduce<string[]>((joined, word) => {
    const last = joined.at(-1) ?? '';
    const isReason = REASON.test(last) && /^-(\d|[^]*\s)/.test(word);
    return isReason ? [...joined.slice(0, -1), `${last}=${word}`] : [...joined, word];
  }, []);

/** Spellings of --message without its value. */
const REASON = /^(--message|--m|-[a-z]*m)$/;

/** Spellings of --detailed-exitcode, with which 2 stands for changes and every error is 1. */
const DETAILED = /^--detailed-?exitcode(=true)?$/i;

/** Spellings of the options with which -o json prints one event a line. */
const STREAMS = /^(--watch|--follow|-[a-z]*[wf])(=true)?$/;

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
  let output = '';
  const names = await readCompletionNames(context, argv);
  const cli = buildCommandLine({ argv, names }, (ready) => chosen.push(ready));
  try {
    await cli.parseAsync([...argv], {}, (_error: unknown, _args: unknown, text: string) => {
      output = text;
    });
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    throw usageError(error.message, argv);
  }
  return { ready: chosen[0], output };
}

/** The error for an unknown verb, or for arguments that a verb does not take. */
function usageError(message: string, argv: readonly string[]): UserError {
  const words = argv.filter((word) => !word.startsWith('-'));
  const [verb = ''] = words;
  if (!/^(Did you mean|Unknown command)/.test(message) && message !== `Unknown argument: ${verb}`) {
    return new UserError('USAGE', message, `ctl ${verb ? `${verb} ` : ''}--help shows every option`);
  }
  const guess = message.startsWith('Did you mean') ? `${message} ` : '';
  return new UserError(
    'USAGE',
    `${JSON.stringify(words.join(' '))} is not a command of ctl`,
    `${guess}ctl --help shows every verb`,
  );
}

interface Asked {
  readonly argv: readonly string[];
  readonly names: Names;
}

function buildCommandLine(asked: Asked, choose: (ready: Ready) => void): Argv {
  const cli = yargs()
    .scriptName('ctl')
    .usage('$0 VERB\n\nReleases functions behind a load balancer with no downtime and instant rollback.')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'ctl needs a verb')
    .exitProcess(false)
    .fail(false)
    .wrap(null)
    .version(version)
    .alias('h', 'help')
    .completion('completion', 'Print a script for shell completion', createCompletion(asked.names, asked.argv))
    .example('$0 status -e prod', 'the state of every service')
    .example('$0 rollback web', 'all traffic of web back to the active color');
  for (const register of commands) register(cli, choose);
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
