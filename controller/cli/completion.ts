// Completes words after TAB in the shell: verbs and options from yargs, environments and services from the files.
import type { Context } from '../core/context';

/** Verbs that take a service after them. */
const SERVICE_VERBS = new Set([
  ...['plan', 'deploy', 'status', 'doctor', 'drift', 'adopt', 'pull', 'history', 'versions', 'logs'],
  ...['stage', 'canary', 'shift', 'promote', 'rollback', 'settle', 'rollout', 'release', 'drill'],
]);

/** The flag with which yargs' own script asks for completions. */
const ASKS = '--get-yargs-completions';

/** Whether a shell asks for completions of a command line. */
export const isCompletion = (argv: readonly string[]): boolean => argv.includes(ASKS);

/** Names that the shell may offer. */
export interface Names {
  readonly environments: readonly string[];
  readonly services: readonly string[];
}

/** Reads the names when the shell asks for them; a file that cannot be read adds none. */
export async function readCompletionNames(context: Context, argv: readonly string[]): Promise<Names> {
  if (!isCompletion(argv)) return { environments: [], services: [] };
  const { findEnvironments } = await import('../../environments/files');
  const environments = findEnvironments(context.root).map((one) => one.name);
  const at = argv.findIndex((word) => word === '-e' || word === '--environment');
  const named = at >= 0 ? argv[at + 1] : undefined;
  return {
    environments,
    services: argv.some((word) => SERVICE_VERBS.has(word)) ? await readServices(context, named) : [],
  };
}

type Done = (words: string[]) => void;
type Standard = (onDefault: (error: Error | null, words: string[] | undefined) => void) => void;

/** The completion of yargs with names added. Yargs does not wait for a promise here, so the names are read before. */
export const createCompletion =
  (names: Names, argv: readonly string[]) =>
  (current: string, _args: unknown, standard: Standard, done: Done): void => {
    const words = argv.slice(argv.indexOf(ASKS) + 1);
    const before = words.lastIndexOf(current) - 1;
    if (/^(-e|--environment)$/.test(words[before] ?? '')) return done([...names.environments]);
    standard((_error, usual = []) => done(expectsValue(usual) ? usual : [...names.services, ...usual]));
  };

/** Whether yargs offers the values of an option: it then offers no options. */
const expectsValue = (usual: readonly string[]): boolean =>
  usual.length > 0 && !usual.some((word) => word.startsWith('-'));

async function readServices(context: Context, named: string | undefined): Promise<string[]> {
  try {
    const { findEnvironment } = await import('../workspace/open-environment');
    const { readForRollback } = await import('../rollback/load-environment');
    const { environment } = await readForRollback(context, await findEnvironment(context, named || undefined));
    return environment.services.map((service) => service.name);
  } catch {
    return [];
  }
}
