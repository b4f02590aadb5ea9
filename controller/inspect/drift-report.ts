// ctl drift: compares every rule of some services in the file, live, and in Terraform's state.
import { desiredRouting, differingParts } from '../../routing';
import { findShadows } from '../../routing/requests';
import type { DesiredRule, ObservedRule, Shadow } from '../../routing';
import type { Environment, Service } from '../../environments';
import { servingColors } from '../../environments/versions/serving';
import { readLiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { toFileError } from '../core/system-error';
import { mapBounded } from '../core/map-bounded';
import { liveServingColors } from '../drift/live-serving';
import { compareWithJournal } from '../store/checkout';
import { describeUnproven, proveVersions } from '../versions/prove';
import type { Unproven } from '../versions/prove';
import { stackOf } from '../terraform/stack-names';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { matchesPendingChange } from '../workspace/pending-changes';

/** One rule on all sides; undefined where a side has no such rule. `state` is null where the state was not read. */
export interface RuleSides {
  readonly rule: DesiredRule;
  readonly live: ObservedRule | undefined;
  readonly state: ObservedRule | undefined | null;
  readonly differs: 'live' | 'state' | 'both' | null;
  /** True when live is as it was before a change of ctl that did not finish. */
  readonly unfinished: boolean;
}

/** Every rule of some services. A shadow that is not certain is no drift. `stateNotRead`: why Terraform's side is missing, if it is. */
export interface DriftReport {
  readonly environment: string;
  readonly drifted: boolean;
  readonly rules: readonly RuleSides[];
  readonly shadows: readonly Shadow[];
  /** Colors that run something else than their versions, one line each. */
  readonly unstaged: readonly string[];
  /** Those of them that have traffic, as `--in-place` names them. */
  readonly servingUnstaged: readonly string[];
  /** The services whose file is not the newest revision, looked up where anything live differs from the file. */
  readonly stale: readonly string[];
  readonly stateNotRead: string | null;
}

/**
 * Compares the sides of one service, or of all.
 * @throws {UserError} when the file cannot be used or the live rules cannot be read.
 */
export async function compareRules(
  context: Context,
  named: string | undefined,
  service: string | undefined,
): Promise<DriftReport> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, named));
  const services = selectServices(environment, { service, all: service === undefined });
  const [observed, proof, state] = await Promise.all([
    readLiveRules(context, environment),
    proveVersions(context, { ...environment, services }),
    stateOf(
      context,
      environment,
      services.map((one) => one.name),
    ),
  ]);
  const live = new Map(observed.map((rule) => [rule.priority, rule]));
  const remembered = state.rules && new Map(state.rules.map((rule) => [rule.priority, rule]));
  const rules = desiredRouting(services).map((rule): RuleSides => {
    const sides = { rule, live: live.get(rule.priority), state: remembered ? remembered.get(rule.priority) : null };
    const unfinished =
      sides.live !== undefined && matchesPendingChange(context.root, environment.name, rule, sides.live);
    return { ...sides, differs: differs(sides), unfinished };
  });
  const shadows = findShadows(desiredRouting(environment.services), observed).filter((shadow) =>
    services.some((one) => one.name === shadow.rule.service),
  );
  const unstaged = proof.unproven.map(describeUnproven);
  const servingUnstaged = proof.unproven
    .filter((one) => one.published !== null && hasTraffic(one, observed))
    .map(({ service: { name }, color }) => `${name}/${color}`);
  const differing = unstaged.length > 0 || rules.some((rule) => rule.differs === 'live' || rule.differs === 'both');
  return {
    environment: environment.name,
    drifted: differing || shadows.some((shadow) => shadow.certain),
    rules,
    shadows,
    unstaged,
    servingUnstaged,
    stale: differing ? await findStale(context, environment, services) : [],
    stateNotRead: state.notRead,
  };
}

const hasTraffic = ({ service, color }: Unproven, observed: readonly ObservedRule[]): boolean =>
  servingColors(service).includes(color) || liveServingColors(service, observed).includes(color);

/** None where the journal cannot be read, which every change says. */
async function findStale(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<readonly string[]> {
  try {
    const compared = await compareWithJournal(context, environment, services);
    return compared.filter(({ state }) => state.kind === 'stale').map(({ service }) => service.name);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

type State =
  | { readonly rules: readonly ObservedRule[]; readonly notRead: null }
  | { readonly rules: undefined; readonly notRead: string };

/** Terraforms at once: each loads its provider, which takes a processor and some hundred MB. */
const TERRAFORMS = 2;

/** Terraform's side is an extra: where it cannot be read, the other two are still compared. */
async function stateOf(context: Context, environment: Environment, services: readonly string[]): Promise<State> {
  if (environment.target === 'sandbox') return { rules: undefined, notRead: 'a sandbox has no Terraform' };
  try {
    const { readStateRules } = await import('../terraform/read-state');
    const each = await mapBounded(services, TERRAFORMS, (name) => readStateRules(stackOf(environment, name), context));
    return { rules: each.flat(), notRead: null };
  } catch (thrown) {
    const error = toFileError(thrown);
    if (!(error instanceof UserError)) throw error;
    return { rules: undefined, notRead: `${error.message} (${error.hint})` };
  }
}

function differs({ rule, live, state }: Pick<RuleSides, 'rule' | 'live' | 'state'>): RuleSides['differs'] {
  const isOther = (side: ObservedRule | undefined): boolean => !side || differingParts(rule, side).length > 0;
  const [byLive, byState] = [isOther(live) || live?.kept !== undefined, state !== null && isOther(state)];
  if (byLive) return byState ? 'both' : 'live';
  return byState ? 'state' : null;
}
