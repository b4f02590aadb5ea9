// Prepares a deployment: looks at what serves, refuses what would change it, and decides the version of every color.
import { unreleasedFindings } from '../../environments';
import type { Environment } from '../../environments';
import { findDifferences } from '../../environments/versions/serving';
import { makeCandidatesReady } from '../change/appliers/when-ready';
import type { PlannedChange, VersionChange } from '../change/planned-change';
import type { Context } from '../core/context';
import { liveWeightsOf } from '../drift/live-weights';
import type { ServingResources } from '../terraform/types';
import { compareRunning } from '../versions/prove';
import { describeInPlace, holdAliases } from './in-place';
import { checkVersion } from '../versions/check';
import { importRunning } from '../versions/import';
import { decideVersions, followNames, versionChanges } from './desired-versions';
import type { NewVersion } from './desired-versions';
import {
  findServing,
  findUnstaged,
  lookBefore,
  nameOfColor,
  parseInPlace,
  refuseEditsOfServing,
  refuseUnstaged,
} from './serving';
import type { BeforeDeployment, ServingColor } from './serving';
import type { DeployRequest, Prepared } from './types';

/**
 * Looks, refuses, and decides.
 * @throws {UserError} SERVES_TRAFFIC, VERSION_DRIFT, NOT_READY; EnvironmentError when code cannot be found.
 */
export async function prepareDeployment(
  context: Context,
  read: Environment,
  request: Pick<DeployRequest, 'inPlace' | 'reason'>,
): Promise<Prepared> {
  const inPlace = parseInPlace(read, request.inPlace);
  const before = await lookBefore(context, read);
  const imported = importRunning(context, read, before.running);
  const named = await followNames(context, imported, findServing(imported, before));
  const serving = findServing(named, before);
  const protectedColors = serving.filter((one) => !inPlace.has(nameOfColor(one)));
  refuseEditsOfServing(named, protectedColors);
  refuseUnstaged(named, protectedColors, before);
  await checkExposed(context, named, before);
  // A color that runs something else than was staged gets that back first, and nothing that the file asks for by now.
  const unstaged = new Set(findUnstaged(serving, before).map(nameOfColor));
  const replaced = new Set([...inPlace].filter((name) => !unstaged.has(name)));
  const decided = await decideVersions(context, named, serving, { inPlace: replaced, reason: request.reason });
  const warnings = decided.environment.services.flatMap((service) =>
    unreleasedFindings(service).map(({ message, hint }) => `${service.name}: ${message}; ${hint}`),
  );
  for (const one of serving) {
    const name = nameOfColor(one);
    if (inPlace.has(name) && unstaged.has(name) && findDifferences(one.service, one.color).length > 0) {
      warnings.push(`${name} gets back what was staged; what the file asks for by now is not released by this`);
    }
  }
  for (const { service, color, version } of decided.made) {
    warnings.push(...(await checkVersion(context, named, `${service} ${color}`, version)));
  }
  const changedInPlace = serving.filter((one) => inPlace.has(nameOfColor(one)));
  return {
    environment: decided.environment,
    held: holdAliases(decided.environment, changedInPlace, before),
    recorded: named,
    warnings,
    inPlace: changedInPlace,
    made: [...versionChanges(decided.made), ...toPutBack(decided.environment, decided.made, before)].map((change) =>
      noteInPlace(change, changedInPlace),
    ),
    serving: protectedColors.map(({ service, color }): ServingResources => {
      const owner = service.versions?.[color]?.owner;
      return { service: service.name, color, shared: owner !== 'color' };
    }),
    newVersions: decided.made,
    servingColors: protectedColors,
  };
}

/** Says of a change that it reaches users at once. */
function noteInPlace(change: VersionChange, inPlace: readonly ServingColor[]): PlannedChange {
  const serving = inPlace.find((one) => one.service.name === change.service && one.color === change.color);
  return serving ? { ...change, inPlace: describeInPlace(serving) } : change;
}

/** A candidate that gets more than it has is checked and warmed up first, as the traffic verbs do. */
async function checkExposed(context: Context, environment: Environment, before: BeforeDeployment): Promise<void> {
  const deployed = environment.services.filter((service) => liveWeightsOf(service, before.rules) !== null);
  const live = deployed.map((service) => ({
    ...service,
    green_weight: liveWeightsOf(service, before.rules)?.green ?? service.green_weight,
  }));
  await makeCandidatesReady({
    context,
    before: { ...environment, services: live },
    after: environment,
    services: deployed.map(({ name }) => name),
  });
}

/** Colors whose version is recorded, but is not what runs there: an apply that was cut off, or somebody else's update. */
function toPutBack(environment: Environment, made: readonly NewVersion[], before: BeforeDeployment): VersionChange[] {
  return compareRunning(environment, before.running).unproven.flatMap(
    ({ service, color, version, published, differs }) =>
      published === null || made.some((one) => one.service === service.name && one.color === color)
        ? []
        : [{ kind: 'version', service: service.name, color, from: version.id, to: version.id, differs }],
  );
}
