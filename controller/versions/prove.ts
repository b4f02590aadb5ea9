// Proof that each color runs its version: the version behind the alias is read and compared.
import type { Environment, Service } from '../../environments/schema';
import type { Version } from '../../environments/versions/model';
import { withVersions } from '../../environments/versions/names';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Lambda } from '../aws/lambda';
import { toFunctionInput } from '../aws/function-input';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { waitUntilUpdated } from './wait';
import { findVersionDifferences } from '../aws/version-differences';
import { readRunning } from './behind-alias';
import type { RunningColors } from './behind-alias';
import { readPackage } from './packages';

/** A color whose alias does not lead to its version. `differs`: in which fields; `published`: where it leads, null for nowhere. */
export interface Unproven {
  readonly service: Service;
  readonly color: Color;
  readonly version: Version;
  readonly published: string | null;
  readonly differs: readonly string[];
}

/** What was proven: the environment with the published version of each color, and the colors that run something else. */
export interface Proof {
  readonly environment: Environment;
  readonly unproven: readonly Unproven[];
}

/**
 * Compares what runs with the versions of an environment's services.
 * @throws {UserError} when Lambda does not answer.
 */
export async function proveVersions(context: Context, environment: Environment): Promise<Proof> {
  const services = environment.services.filter(({ versions }) => versions);
  return compareRunning(environment, await readRunning(context, environment, services));
}

/** Compares what was read with the versions of an environment's services. Pure. */
export function compareRunning(environment: Environment, running: ReadonlyMap<string, RunningColors>): Proof {
  const unproven: Unproven[] = [];
  const services = environment.services.map((service) => {
    let { versions } = service;
    for (const color of COLORS) {
      const version = service.versions?.[color];
      if (!version) continue;
      const behind = running.get(service.name)?.[color];
      const differs = behind ? findVersionDifferences(behind.found, version) : ['function'];
      if (behind && differs.length === 0)
        versions = { ...versions, [color]: { ...version, published: behind.published } };
      else unproven.push({ service, color, version, published: behind?.published ?? null, differs });
    }
    return [service.name, versions ?? {}] as const;
  });
  return {
    environment: withVersions(environment, Object.fromEntries(services.filter(([, one]) => one.blue ?? one.green))),
    unproven,
  };
}

/**
 * Publishes the version of a color that has no traffic anew, after an apply that was cut off between the update of its function and
 * the publication, or after somebody else's update. The alias does not move. Returns the number of the published version.
 * @throws {UserError} PACKAGE_GONE when the package is not kept any more; FUNCTION_UPDATE_FAILED.
 */
export async function publishAnew(
  context: Context,
  environment: Environment,
  lambda: Lambda,
  { service, color, version }: Pick<Unproven, 'service' | 'color' | 'version'>,
): Promise<string> {
  const name = targetGroupName(service.family, color);
  const latest = await lambda.find(name);
  if (latest && findVersionDifferences(latest, version).length > 0) {
    const { code, settings } = version;
    if (code.kind === 'image') await lambda.updateImage(name, code.uri);
    if (code.kind === 'zip') await lambda.updateCode(name, await readPackage(context, environment, code));
    await waitUntilUpdated(context, lambda, name);
    await lambda.updateSettings(name, toFunctionInput(settings));
  }
  await waitUntilUpdated(context, lambda, name);
  return lambda.publish(name);
}

/** The error for colors that do not run their versions after everything was tried, exit 5. */
export const unprovenError = (environment: Environment, unproven: readonly Unproven[]): UserError =>
  new UserError(
    'VERSION_UNPROVEN',
    [
      `Read back, these colors of ${environment.name} do not run their versions:`,
      ...unproven.map(describeUnproven).map((line) => `  ${line}`),
    ].join('\n'),
    'Run the same command again; ctl status shows where traffic is',
  );

/** One line for a color that does not run its version. */
export const describeUnproven = ({ service, color, version, published, differs }: Unproven): string =>
  published === null
    ? `${service.name}: ${color} should run ${version.id}, but its function or its alias does not exist`
    : `${service.name}: ${color} should run ${version.id}, but its alias leads to version ${published} of the function, which differs in ${differs.join(', ')}`;
