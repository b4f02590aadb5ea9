// One service for its page. Every part is read by the function of the verb that prints it, and may fail alone.
import { desiredRouting } from '../../routing';
import type { ObservedRule } from '../../routing';
import type { Environment, Service } from '../../environments';
import { readLiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { describeConditions, describeRule } from '../core/describe-rule';
import { describeError } from '../core/describe-error';
import { readHistory } from '../inspect/history';
import type { HistoryEntry } from '../inspect/history';
import { listVersions } from '../inspect/versions';
import type { ListedVersion } from '../inspect/versions';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';
import { listRollouts } from '../rollout/status';
import { selectServices } from '../workspace/open-environment';
import { viewRollout } from './describe-rollout';
import { readSeries } from './read-series';
import { viewEntry } from './view-entry';
import type { Part, RolloutView, RuleView, ServiceView, VersionView } from './wire';

/** How far back the charts go. */
const MINUTES = 30;
const ENTRIES = 30;
const VERSIONS = 10;

/**
 * Reads a service.
 * @throws {UserError} when there is no such service.
 */
export async function readService(context: Context, environment: string, name: string): Promise<ServiceView> {
  const loaded = await readForRollback(context, await findEnvironmentOrCached(context, environment));
  const [service] = selectServices(loaded.environment, { service: name });
  if (!service) throw new Error(`no service ${name}`);
  const part = <T>(read: () => Promise<T>): Promise<Part<T>> => readPart(context, read);
  const history = await part(() => readEntries(context, environment, name));
  const [series, rollout, rules, versions] = await Promise.all([
    part(() =>
      readSeries(context, loaded.environment, service, { ...lastMinutes(context), entries: history.read ?? [] }),
    ),
    part(() => readRollout(context, environment, name)),
    part(() => readRules(context, loaded.environment, service)),
    part(() => readVersions(context, environment, name)),
  ]);
  return { environment, service: name, series, rollout, rules, history: mapPart(history, viewEntry), versions };
}

function lastMinutes({ now }: Pick<Context, 'now'>): { readonly from: Date; readonly to: Date } {
  const to = now();
  return { from: new Date(to.getTime() - MINUTES * 60_000), to };
}

/** Reads a part of a page; an error is described. */
export async function readPart<T>(context: Context, read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { read: await read(), problem: null };
  } catch (error) {
    const { code, message, hint } = describeError(error, context.root);
    return { read: null, problem: { code, message, hint } };
  }
}

const mapPart = <T, U>(part: Part<readonly T[]>, map: (one: T) => U): Part<readonly U[]> =>
  part.read === null ? part : { read: part.read.map(map), problem: null };

async function readEntries(context: Context, environment: string, service: string): Promise<readonly HistoryEntry[]> {
  return (await readHistory(context, environment, { service, limit: ENTRIES })).entries;
}

async function readRollout(context: Context, environment: string, service: string): Promise<RolloutView | null> {
  const { rollouts } = await listRollouts(context, { environment, rollout: service });
  const [newest] = rollouts;
  return newest ? viewRollout(newest, context.now()) : null;
}

/** The rules of the service and those of others, as the listener has them; those of the environment's other services are left out. */
async function readRules(context: Context, environment: Environment, service: Service): Promise<readonly RuleView[]> {
  const owners = new Map(desiredRouting(environment.services).map((rule) => [rule.priority, rule]));
  const observed = await readLiveRules(context, environment);
  return observed.flatMap((rule) => {
    const owner = rule.priority === 'default' ? undefined : owners.get(rule.priority);
    return owner && owner.service !== service.name ? [] : [viewRule(rule, owner && `${owner.service} ${owner.role}`)];
  });
}

const viewRule = (rule: ObservedRule, owner: string | undefined): RuleView => ({
  priority: rule.priority,
  owner: owner ?? null,
  mine: owner !== undefined,
  who: describeConditions(rule.conditions, 'with sources'),
  goesTo: describeRule({ action: rule.action, conditions: [], ...(rule.kept && { kept: rule.kept }) }),
});

async function readVersions(context: Context, environment: string, service: string): Promise<readonly VersionView[]> {
  const { versions } = await listVersions(context, environment, { service, limit: VERSIONS });
  return versions.map(viewVersion);
}

const viewVersion = ({ id, on, at, by, reason, code }: ListedVersion): VersionView => ({
  ...{ id, at, by, reason },
  on: on ? `${on.color}, ${on.share} %` : null,
  code: code.kind === 'image' ? code.uri : code.source,
});
