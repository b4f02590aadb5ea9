// The two ends of a change that builds versions: written down and kept before, proven and recorded afterwards.
import type { Environment } from '../../environments';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import type { GuardRule } from '../terraform/types';
import { fetchPackages, keepPackages } from '../versions/packages';
import { proveVersions, publishAnew, unprovenError } from '../versions/prove';
import type { Proof, Unproven } from '../versions/prove';
import { recordVersions, saveVersions } from '../versions/save';
import type { MadeVersion } from '../versions/save';
import { applyAll, planServices, refuseViolations } from './appliers/terraform';

/** Writes versions down before anything is built from them, and keeps their packages. Returns the text of the versions file. */
export async function beginVersions(
  context: Context,
  environment: Environment,
  made: readonly MadeVersion[],
): Promise<string | undefined> {
  await keepPackages(
    context,
    environment,
    made.map(({ version }) => version),
  );
  await recordVersions(context, environment, made);
  const text = saveVersions(environment);
  context.boundary('versions-written');
  await fetchPackages(context, environment, made);
  return text;
}

/** What may be put back: the colors without traffic, within what the guard allows. */
export interface Mending {
  /** The only color to prove; both when undefined. */
  readonly color?: Color;
  readonly isServing: (one: Pick<Unproven, 'service' | 'color'>) => boolean;
  readonly rule: GuardRule;
  /** Called with a version that was published anew, before the alias moves to it; throws to keep it where it is. */
  readonly check?: (one: Unproven, published: string) => Promise<void>;
}

/**
 * Proves that every color runs its version, puts back what does not where it has no traffic, and records what was seen. Returns the
 * text of the versions file.
 * @throws {UserError} VERSION_UNPROVEN when a color still runs something else.
 */
export async function finishVersions(
  context: Context,
  environment: Environment,
  { color, isServing, rule, check }: Mending,
): Promise<string | undefined> {
  const prove = async (built: Environment): Promise<Proof> => {
    const proof = await proveVersions(context, built);
    return { ...proof, unproven: proof.unproven.filter((one) => color === undefined || one.color === color) };
  };
  const first = await prove(environment);
  const mendable = first.unproven.filter((one) => one.published !== null && !isServing(one));
  if (mendable.length === 0) return conclude(first.environment, first.unproven);
  const mended = await publishAll(context, first.environment, mendable, check);
  saveVersions(mended);
  context.boundary('published-anew');
  await moveAliases(context, mended, mendable, rule);
  const second = await prove(mended);
  return conclude(second.environment, second.unproven);
}

function conclude(environment: Environment, unproven: readonly Unproven[]): string | undefined {
  const text = saveVersions(environment);
  if (unproven.length > 0) throw unprovenError(environment, unproven);
  return text;
}

/** Moves the aliases to the versions that were published anew: through Terraform, which keeps them, or by the API of a sandbox. */
async function moveAliases(
  context: Context,
  environment: Environment,
  mended: readonly Unproven[],
  rule: GuardRule,
): Promise<void> {
  const names = [...new Set(mended.map(({ service }) => service.name))];
  if (environment.target === 'sandbox') {
    const { deploySandbox } = await import('../sandbox/deploy');
    const services = environment.services.filter(({ name }) => names.includes(name));
    for (const color of COLORS) {
      const own = services.filter(({ name }) => mended.some((one) => one.service.name === name && one.color === color));
      if (own.length > 0) await deploySandbox(environment, { context, services: own, colors: [color] });
    }
    return;
  }
  const plans = await planServices(context, environment, names);
  await refuseViolations(plans, rule);
  await applyAll(plans, environment, context);
}

/** Publishes versions anew, and notes their numbers, to which the aliases then move. */
async function publishAll(
  context: Context,
  environment: Environment,
  mendable: readonly Unproven[],
  check: Mending['check'],
): Promise<Environment> {
  const { openLambda } = await import('../aws/lambda');
  const lambda = await openLambda(environment, context);
  let services = environment.services;
  for (const one of mendable) {
    const published = await publishAnew(context, environment, lambda, one);
    await check?.(one, published);
    services = services.map((service) =>
      service.name === one.service.name
        ? { ...service, versions: { ...service.versions, [one.color]: { ...one.version, published } } }
        : service,
    );
  }
  return { ...environment, services };
}
