// The arguments as yargs shall read them. Pure.

/** The arguments, with the habits of other tools as options of ctl: `help VERB`, `version`, `-ojson`, and a reason that begins with a dash. */
export const normalizeArguments = (argv: readonly string[]): string[] =>
  joinReasons(replaceVerb(argv).flatMap(divideOutput));

function replaceVerb(argv: readonly string[]): readonly string[] {
  const [verb, ...rest] = argv;
  if (verb === 'help') return [...rest, '--help'];
  return verb === 'version' ? ['--version', ...rest] : argv;
}

/** `-ojson` is `-o json`. */
function divideOutput(word: string): string[] {
  const [, options, format] = /^(-[a-z]*o)(json|table)$/.exec(word) ?? [];
  return options !== undefined && format !== undefined ? [options, format] : [word];
}

/**
 * Each reason that begins with a dash is joined to its option: yargs would read it as options. A single word that begins with a letter
 * after its dash stays an option, since it is one more often than a reason.
 */
const joinReasons = (argv: readonly string[]): string[] =>
  argv.reduce<string[]>((joined, word) => {
    const last = joined.at(-1) ?? '';
    const isReason = REASON.test(last) && /^-(\d|[^]*\s)/.test(word);
    return isReason ? [...joined.slice(0, -1), `${last}=${word}`] : [...joined, word];
  }, []);

/** Spellings of --message without its value. */
const REASON = /^(--message|--m|-[a-z]*m)$/;
