// Finds and opens the environment and the services of a command.
import type { Environment, Problem, Service } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { EnvironmentError } from '../../environments/problems';
import { cacheEnvironment } from './cache';
import { cachedClaims } from './claims-cache';
import { didYouMean } from '../core/suggest';
import { runningSandbox } from './sandbox-process';

/** An environment file, found by name. */
export interface EnvironmentFile {
  readonly name: string;
  readonly file: string;
}

/** An environment read from its file. */
export interface Opened {
  readonly environment: Environment;
  readonly warnings: readonly Problem[];
  readonly text: string;
  readonly versionsText: string | undefined;
}

/**
 * Finds the environment file: by -e, by CTL_ENV, or the only one.
 * @throws {UserError} exit 2 when the name does not exist, several files are possible, or two have the name.
 */
export async function findEnvironment(context: Context, named: string | undefined): Promise<EnvironmentFile> {
  const { findEnvironments } = await import('../../environments/files');
  const files = findEnvironments(context.root);
  const names = files.map((file) => file.name);
  const wanted = named ?? (context.env['CTL_ENV'] || undefined);
  const found = wanted === undefined ? files : files.filter((file) => file.name === wanted);
  const [only, second] = found;
  if (only && !second) return only;
  if (only && second?.name === only.name) {
    throw new UserError(
      'CLAIMED_TWICE',
      `Two files are the environment ${only.name}: ${only.file} and ${second.file}`,
      'Remove or rename one of the two',
    );
  }
  if (files.length === 0) {
    throw new UserError(
      'ENVIRONMENT_NOT_FOUND',
      `There is no environment file in ${context.root}/environments`,
      'Go to the repository (with cdktf.json), name it with --root or CTL_ROOT, or write environments/NAME.yaml',
    );
  }
  if (wanted === undefined) {
    throw new UserError(
      'ENVIRONMENT_AMBIGUOUS',
      `There are several environments: ${names.join(', ')}`,
      `Name one with -e ${names[0] ?? ''}, or set CTL_ENV`,
    );
  }
  throw new UserError(
    'ENVIRONMENT_NOT_FOUND',
    `There is no environment ${JSON.stringify(wanted)}`,
    didYouMean(wanted, names),
  );
}

/**
 * Reads an environment, and compares it with the other files of the checkout. A rollback does not: see readForRollback.
 * @throws {EnvironmentError} when the file cannot be used, or claims what another file claims too (CLAIMED_TWICE).
 */
export async function openEnvironment(context: Context, found: EnvironmentFile): Promise<Opened> {
  const opened = await openAlone(context, found);
  const { findCommonClaims, readClaims } = await import('../../environments');
  const claims = cachedClaims(context.root, readClaims);
  const problems = findCommonClaims(found.file, opened.text, claims.read);
  claims.save();
  if (problems.some(({ severity }) => severity === 'error')) throw new EnvironmentError(problems);
  return { ...opened, warnings: [...opened.warnings, ...problems] };
}

/**
 * Reads an environment, whatever other files claim. For a running sandbox, its actual ports replace those of the file.
 * @throws {EnvironmentError} when the file cannot be used.
 */
export async function openAlone(context: Context, { name, file }: EnvironmentFile): Promise<Opened> {
  const { loadEnvironment } = await import('../../environments');
  const { environment, warnings, text, places, versionsText } = loadEnvironment(file);
  cacheEnvironment(context, environment, { text, places, versionsText });
  return { environment: withRunningPorts(context, name, environment), warnings, text, versionsText };
}

/** The environment with the ports of its running sandbox. */
export function withRunningPorts(context: Context, name: string, environment: Environment): Environment {
  const running = environment.target === 'sandbox' ? runningSandbox(context.root, name) : undefined;
  if (!running) return environment;
  const { port, controlPort, httpsPort } = running;
  return { ...environment, sandbox: { port, control_port: controlPort, https_port: httpsPort } };
}

/**
 * Selects services: by name, all, or the only one.
 * @throws {UserError} exit 2 with the nearest names.
 */
export function selectServices(
  environment: Environment,
  selection: { readonly service: string | undefined; readonly all?: boolean; readonly services?: readonly string[] },
): readonly Service[] {
  const { services: several = [] } = selection;
  if (several.length > 1) return several.flatMap((service) => selectServices(environment, { service }));
  const { services } = environment;
  const names = services.map((service) => service.name);
  if (selection.service !== undefined) {
    if (selection.all) {
      throw new UserError('USAGE', `--all and ${selection.service} contradict each other`, 'Give one of the two');
    }
    const found = services.find((service) => service.name === selection.service);
    if (found) return [found];
    throw new UserError(
      'SERVICE_NOT_FOUND',
      `${environment.name} has no service ${JSON.stringify(selection.service)}`,
      didYouMean(selection.service, names),
    );
  }
  if (selection.all || services.length === 1) return services;
  throw new UserError(
    'SERVICE_AMBIGUOUS',
    `${environment.name} has several services: ${names.join(', ')}`,
    'Name one, or give --all if the verb accepts it',
  );
}
