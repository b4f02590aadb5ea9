// Declares a verb: the types of its arguments follow from their definition, and its handler returns an outcome.
import type { ArgumentsCamelCase, Argv, InferredOptionTypes, Options } from 'yargs';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Outcome } from '../core/outcome';

type OptionMap = Readonly<Record<string, Options>>;
type Inferred<P extends OptionMap, O extends OptionMap> = InferredOptionTypes<P> & InferredOptionTypes<O>;

/** A verb, or a subcommand such as `sandbox up`. Its help shows the `examples` with their meaning. */
export interface Spec<P extends OptionMap, O extends OptionMap> {
  readonly command: string;
  readonly describe: string;
  readonly positionals: P;
  readonly options: O;
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  readonly run: (args: ArgumentsCamelCase<Inferred<P, O>>, context: Context) => Promise<Outcome>;
}

/** A verb whose arguments were parsed. */
export type Ready = (context: Context) => Promise<Outcome>;

/** Is called while arguments are parsed, with what they may name and what they name. */
export interface Parsing {
  /** A verb may follow here. */
  readonly offer: (verb: string) => void;
  /** The arguments name a verb with these options, or a group of verbs. */
  readonly enter: (verb: string, options: readonly string[]) => void;
  /** The arguments of a verb were parsed. */
  readonly choose: (ready: Ready) => void;
}

/** Adds a verb, or a group of verbs, to a command line. */
export type Register = (cli: Argv, parsing: Parsing) => void;

/** Makes a verb that can be registered, whatever its arguments are. */
export function defineCommand<P extends OptionMap, O extends OptionMap>(spec: Spec<P, O>): Register {
  const [name = ''] = spec.command.split(' ');
  return (cli, { offer, enter, choose }) => {
    offer(name);
    cli.command<Inferred<P, O>>(
      spec.command,
      spec.describe,
      (verb) => {
        enter(name, Object.keys(spec.options));
        for (const [positional, { describe, type }] of Object.entries(spec.positionals)) {
          verb.positional(positional, { describe, type: type === 'string' ? type : undefined });
        }
        verb.options(spec.options);
        for (const [line, meaning] of spec.examples) verb.example(line, meaning);
        return verb as Argv<Inferred<P, O>>;
      },
      (args) => {
        refuseRepeated(args, spec.options);
        choose((context) => runIn(context, args, () => spec.run(args, context)));
      },
    );
  };
}

/** Runs a verb, and commits afterwards if --git was given. */
async function runIn(context: Context, args: Readonly<Record<string, unknown>>, run: () => Promise<Outcome>) {
  if (args['git'] !== true) return run();
  const { runAndCommit } = await import('./commit-changes');
  return runAndCommit(context, typeof args['environment'] === 'string' ? args['environment'] : undefined, run);
}

/** Yargs makes a list of an option that is given twice. Only options that take a list may be. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, options: OptionMap): void {
  for (const [name, option] of Object.entries(options)) {
    if (!option.array && Array.isArray(args[name])) {
      throw new UserError('USAGE', `--${name} is given more than once`, `Give --${name} once`);
    }
  }
}
