// The error for arguments that ctl does not take, with what was probably meant. Pure.
import { findNearest } from '../../environments/nearest';
import { UserError } from '../core/errors';

/** How far a command line was understood. */
export interface Understood {
  /** The verbs that it names, such as `rollout` and `start`. */
  readonly verbs: readonly string[];
  /** The verbs that may follow; none after a whole verb. */
  readonly next: readonly string[];
  /** The options of the verb. */
  readonly options: readonly string[];
}

/** Verbs of other tools, and what they are in ctl. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  undo: 'rollback',
  'rollout undo': 'rollback',
  'rollout cancel': 'rollout abort',
  'sandbox start': 'sandbox up',
  'sandbox stop': 'sandbox down',
};

/** The error for a message of yargs about these arguments. */
export function usageError(message: string, argv: readonly string[], understood: Understood): UserError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ') ?? [];
  const word = unknown.find((one) => !isOption(one, argv));
  const { verbs, next } = understood;
  const help = `ctl ${[...verbs, ''].join(' ')}--help shows every ${next.length > 0 ? 'verb' : 'option'}`;
  if (next.length > 0 && word !== undefined) {
    const name = [...verbs, word].join(' ');
    const near = ELSEWHERE[name] ?? findVerb(word, understood);
    return new UserError('USAGE', `${JSON.stringify(name)} is not a command of ctl`, `${ask(near)}${help}`);
  }
  const [first] = unknown;
  const guess = word === undefined ? first && findOption(first, argv, understood) : explainWord(word, understood);
  return new UserError('USAGE', message, `${ask(guess)}${help}`);
}

const ask = (near: string | undefined): string => (near ? `Did you mean ${near}? ` : '');

function findVerb(word: string, { verbs, next }: Understood): string | undefined {
  const near = findNearest(word, next);
  return near === undefined ? undefined : [...verbs, near].join(' ');
}

/** Whether a name that yargs does not know was written as an option. */
const isOption = (name: string, argv: readonly string[]): boolean =>
  argv.some((word) => /^--?(?:no-)?([^=]+)/.exec(word)?.[1] === name);

function findOption(name: string, argv: readonly string[], { options }: Understood): string | undefined {
  const near = findNearest(name, options);
  const prefix = argv.some((word) => word === `--no-${name}`) ? '--no-' : '--';
  return near === undefined ? undefined : prefix + near;
}

/** A share of traffic needs the name of what gets it. */
function explainWord(word: string, { verbs }: Understood): string | undefined {
  const [, percent] = /^(\d{1,3})%?$/.exec(word) ?? [];
  if (verbs.join(' ') !== 'shift' || percent === undefined) return undefined;
  return `--candidate ${percent}, or --green ${percent} or --blue ${percent}`;
}
