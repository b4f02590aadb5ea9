// What serves, before a deployment: which colors have traffic and what they run; refuses what would change them.
import type { Environment, Service } from '../../environments';
import { findDifferences, servingColors } from '../../environments/versions/serving';
import type { VersionDifference } from '../../environments/versions/serving';
import { COLORS, otherColor, weightsOf } from '../../routing';
import type { Color, ObservedRule } from '../../routing';
import type { Context } from '../core/context';
import { UserError, hasCode } from '../core/errors';
import { liveServingColors } from '../drift/live-serving';
import { liveWeightsOf } from '../drift/live-weights';
import { didYouMean } from '../core/suggest';
import { findVersionDifferences } from '../aws/version-differences';
import { readRunning } from '../versions/behind-alias';
import type { RunningColors } from '../versions/behind-alias';

/** The world before a deployment. `rules` is empty for an environment that is not deployed yet. */
export interface BeforeDeployment {
  readonly rules: readonly ObservedRule[];
  readonly running: ReadonlyMap<string, RunningColors>;
}

/** A color that has traffic. `share`: its part of ordinary requests in whole percent; 0 for one with a canary alone. */
export interface ServingColor {
  readonly service: Service;
  readonly color: Color;
  readonly share: number;
}

/**
 * Reads the live rules and what the colors run.
 * @throws {UserError} when AWS does not answer.
 */
export async function lookBefore(context: Context, environment: Environment): Promise<BeforeDeployment> {
  const [rules, running] = await Promise.all([
    readRules(context, environment),
    readRunning(context, environment, environment.services),
  ]);
  return { rules, running };
}

/** The live rules; none where the load balancer does not exist yet. */
async function readRules(context: Context, environment: Environment): Promise<readonly ObservedRule[]> {
  const { readLiveRules } = await import('../aws/live-rules');
  try {
    return await readLiveRules(context, environment);
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return [];
    throw error;
  }
}

/** The colors that have traffic by the file or by the live rules, as long as they exist. */
export const findServing = (environment: Environment, { rules, running }: BeforeDeployment): ServingColor[] =>
  environment.services.flatMap((service) => {
    const colors = new Set([...servingColors(service), ...liveServingColors(service, rules)]);
    const weights = liveWeightsOf(service, rules) ?? weightsOf(service.green_weight);
    return COLORS.filter((color) => colors.has(color) && running.get(service.name)?.[color]).map((color) => ({
      service,
      color,
      share: weights[color],
    }));
  });

/**
 * The colors that `--in-place SERVICE/COLOR` names.
 * @throws {UserError} USAGE for one that does not exist.
 */
export function parseInPlace(environment: Environment, given: readonly string[]): ReadonlySet<string> {
  const known = environment.services.flatMap(({ name }) => COLORS.map((color) => `${name}/${color}`));
  for (const one of given) {
    if (known.includes(one)) continue;
    throw new UserError('USAGE', `--in-place ${one}: there is no such color`, didYouMean(one, known));
  }
  return new Set(given);
}

/** A color as `--in-place` names it. */
export const nameOfColor = ({ service, color }: Pick<ServingColor, 'service' | 'color'>): string =>
  `${service.name}/${color}`;

/**
 * Refuses a file that names other code or settings for a color that has traffic.
 * @throws {UserError} SERVES_TRAFFIC with every field, and both ways out.
 */
export function refuseEditsOfServing(environment: Environment, serving: readonly ServingColor[]): void {
  const edited = serving.flatMap((one) => {
    const named = findDifferences(one.service, one.color).filter((difference) => difference.named);
    return named.length > 0 ? [{ ...one, named }] : [];
  });
  const [first] = edited;
  if (!first) return;
  throw new UserError(
    'SERVES_TRAFFIC',
    [
      `The file of ${environment.name} changes what serves; nothing was changed:`,
      ...edited.flatMap((one) => one.named.map((difference) => `  ${describeEdit(one, difference)}`)),
    ].join('\n'),
    [
      waysOut(environment, first),
      `ctl deploy -e ${environment.name} --in-place ${nameOfColor(first)} changes it under its users`,
    ].join('\n'),
  );
}

function describeEdit(one: ServingColor, { field, version, file }: VersionDifference): string {
  const id = one.service.versions?.[one.color]?.id ?? '';
  return `${one.service.name}: ${one.color} ${describeShare(one)} and runs ${id} with ${field} ${version}; the file has ${file}`;
}

/** How much of the traffic a color has, as text; what it would get where it has none yet. */
export function describeShare({ service, color, share }: ServingColor): string {
  if (share > 0) return `has ${share} % of the traffic`;
  const asked = weightsOf(service.green_weight)[color];
  return asked > 0 ? `gets ${asked} % of the traffic by this file` : 'has canary clients';
}

/** How an edit gets to users without a change of what serves. */
function waysOut(environment: Environment, { service, color }: ServingColor): string {
  if (color !== service.active_color) {
    return `ctl rollback ${service.name} -e ${environment.name} takes its traffic away; then deploy again`;
  }
  return `Put the old value back, and release the new one: ctl stage ${service.name} -e ${environment.name} puts it on ${otherColor(color)}`;
}

/** The colors with traffic that run something else than their version, with the fields that differ. */
export const findUnstaged = (
  serving: readonly ServingColor[],
  { running }: BeforeDeployment,
): (ServingColor & { readonly fields: readonly string[] })[] =>
  serving.flatMap((one) => {
    const version = one.service.versions?.[one.color];
    const behind = running.get(one.service.name)?.[one.color];
    const fields = version && behind ? findVersionDifferences(behind.found, version) : [];
    return fields.length > 0 ? [{ ...one, fields }] : [];
  });

/**
 * Refuses to go on while a color with traffic runs something that nobody staged: an alias that was moved, or code that was updated by
 * hand.
 * @throws {UserError} VERSION_DRIFT with every color.
 */
export function refuseUnstaged(
  environment: Environment,
  serving: readonly ServingColor[],
  before: BeforeDeployment,
): void {
  const found = findUnstaged(serving, before);
  const [first] = found;
  if (!first) return;
  const back = `ctl deploy -e ${environment.name} --in-place ${nameOfColor(first)} puts the staged version back`;
  const isCandidate = first.color !== first.service.active_color;
  throw new UserError(
    'VERSION_DRIFT',
    [
      `What serves in ${environment.name} is not what was staged; nothing was changed:`,
      ...found.map((one) => `  ${describeUnstaged(one, one.fields, before)}`),
    ].join('\n'),
    isCandidate ? `ctl rollback ${first.service.name} -e ${environment.name} takes its traffic away; ${back}` : back,
  );
}

function describeUnstaged(
  { service, color }: ServingColor,
  fields: readonly string[],
  before: BeforeDeployment,
): string {
  const published = before.running.get(service.name)?.[color]?.published ?? '';
  const version = service.versions?.[color];
  const staged = `${version?.id ?? ''}${version?.published === undefined ? '' : ` (version ${version.published} of the function)`}`;
  return `${service.name}: ${color} runs version ${published} of its function, which differs from ${staged} in ${fields.join(', ')}`;
}
