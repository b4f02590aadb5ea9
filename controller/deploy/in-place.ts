// The only way to change what serves: --in-place SERVICE/COLOR. The new version is invoked before the alias moves to it.
import type { Environment } from '../../environments';
import { warmEvent } from '../../environments/warm-event';
import { withVersions } from '../../environments/versions/names';
import type { ServiceVersions } from '../../environments/versions/model';
import { targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import { applyAll, planServices } from '../change/appliers/terraform';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Unproven } from '../versions/prove';
import { saveVersions } from '../versions/save';
import { readTargetGroupArn } from '../versions/target-group';
import { describeShare, nameOfColor } from './serving';
import type { BeforeDeployment, ServingColor } from './serving';
import type { Prepared } from './types';

/** The environment whose aliases stay where they are on these colors, until their next versions were tried. */
export function holdAliases(
  environment: Environment,
  inPlace: readonly ServingColor[],
  { running }: BeforeDeployment,
): Environment {
  const held: Record<string, ServiceVersions> = {};
  for (const { service, color } of inPlace) {
    const versions = held[service.name] ?? environment.services.find(({ name }) => name === service.name)?.versions;
    const version = versions?.[color];
    const published = running.get(service.name)?.[color]?.published;
    if (version && published !== undefined) held[service.name] = { ...versions, [color]: { ...version, published } };
  }
  return withVersions(environment, held);
}

/** What is said of a change in place before the question. */
export const describeInPlace = (one: ServingColor): string => `in place: ${one.color} ${describeShare(one)}`;

/**
 * Invokes a published version. One that fails is given up: what was recorded before is put back, and the alias stays where it is.
 * An emulator of AWS may know a function without being able to run it, so nothing is invoked there.
 * @throws {UserError} NOT_READY when it fails.
 */
export async function tryPublished(
  context: Context,
  prepared: Prepared,
  { service, color, version }: Unproven,
  published: string,
): Promise<void> {
  const { environment } = prepared;
  if (service.warm_up === 0 || environment.emulator_endpoint !== undefined) return;
  const { openLambda } = await import('../aws/lambda');
  const lambda = await openLambda(environment, context);
  const name = targetGroupName(service.family, color);
  const arn = await readTargetGroupArn(context, environment, name);
  const { error } = await lambda.invoke(name, warmEvent(arn, service, color), published);
  if (error === undefined) return;
  await putBack(context, prepared, service.name, color);
  throw new UserError(
    'NOT_READY',
    `${nameOfColor({ service, color })}: ${version.id} fails when it is invoked, so its alias stays where it is: ${error}`,
    `ctl logs ${service.name} -e ${environment.name} --color ${color} --version ${published} shows its log. Correct it, or put the old values back into the file; what serves was not changed`,
  );
}

/** Records the version from before a change in place again, and gives the function its code and settings back. */
async function putBack(
  context: Context,
  { environment, recorded }: Prepared,
  name: string,
  color: Color,
): Promise<void> {
  const before = recorded.services.find((one) => one.name === name)?.versions;
  const present = environment.services.find((one) => one.name === name)?.versions;
  const own = before?.[color];
  if (!own) return;
  const back = withVersions(environment, { [name]: { ...present, [color]: own } });
  saveVersions(back);
  if (environment.target === 'sandbox') return;
  await applyAll(await planServices(context, back, [name]), environment, context);
}
