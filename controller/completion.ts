// What the shell offers after TAB: verbs and options by yargs, environments and services by what the files hold.
import type { Context } from './context';

/** Words that take a service after them. */
const SERVICE_VERBS = ['plan', 'deploy', 'stage', 'canary', 'shift', 'promote', 'rollback', 'settle', 'status'];

type Done = (words: string[]) => void;
type Default = (onDefault: (error: Error | null, words: string[] | undefined) => void) => void;

/** The completion of yargs, with the names of this root added; a file that cannot be read adds nothing. */
export const complete =
  (context: Context) =>
  (current: string, args: Record<string, unknown>, standard: Default, done: Done): void => {
    const words = Array.isArray(args['_']) ? args['_'].map(String) : [];
    const environment = args['environment'] ?? args['e'];
    if (environment === '' || (environment === current && current !== '')) {
      void names(context).then(done);
      return;
    }
    const wantsService = words.some((word) => SERVICE_VERBS.includes(word)) && !current.startsWith('-');
    standard((_error, usual = []) => {
      if (!wantsService) done(usual);
      else void services(context, typeof environment === 'string' ? environment : undefined).then(done);
    });
  };

async function names(context: Context): Promise<string[]> {
  const { findEnvironments } = await import('../environments');
  return findEnvironments(context.root).map((one) => one.name);
}

async function services(context: Context, named: string | undefined): Promise<string[]> {
  try {
    const { findEnvironment, openEnvironment } = await import('./open');
    const { environment } = await openEnvironment(context, await findEnvironment(context, named));
    return environment.services.map((service) => service.name);
  } catch {
    return [];
  }
}
