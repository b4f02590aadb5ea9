// The cache of an environment: the last valid file, and the ARNs of its rules. With it, a rollback needs no readable
// file, and reads no rules but its own.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../environments/drafts';
import type { Places } from '../../environments/places';
import type { Environment } from '../../environments/schema';
import { desiredRouting, isOurs } from '../../routing';
import type { Kept, ObservedRule, RuleRole } from '../../routing';
import type { Context } from '../core/context';

/** The ARN of one of a service's rules, and what others had put on it when it was read. */
export interface CachedRule {
  readonly service: string;
  readonly role: RuleRole;
  readonly arn: string;
  readonly kept?: Kept;
}

/** ARNs: of the listener, of our rules, and of target groups by name. */
export interface CachedArns {
  readonly listener: string;
  readonly rules: readonly CachedRule[];
  readonly targetGroups: Readonly<Record<string, string>>;
}

/**
 * A cached environment. `text` is the file's. `build` identifies the ctl that read it, since another build may parse the same text
 * differently. `arns` is null before any rule was read.
 */
export interface CachedEnvironment {
  readonly version: 2;
  readonly build: number;
  readonly text: string;
  /** The text of the versions file, from which the environment has its versions; undefined where there is none. */
  readonly versionsText?: string;
  readonly environment: Environment;
  /** Where the text has what a rollback changes. */
  readonly places?: Places;
  readonly arns: CachedArns | null;
}

/** Whether the text of an environment file is the cached one, read by this build of ctl. */
export const isCachedText = (known: CachedEnvironment, text: string): boolean =>
  known.text === text && known.build === thisBuild();

/** Identifies this build of ctl. */
export const thisBuild = (): number => statSync(__filename).mtimeMs;

/** Reads the cache of an environment; undefined when it is missing or cannot be read. */
export function readCache(root: string, environment: string): CachedEnvironment | undefined {
  try {
    const known: unknown = JSON.parse(readFileSync(fileOf(root, environment), 'utf8'));
    return isCached(known) ? known : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a cache is whole: of this version, with services that rules can be computed from. May throw for one that is not. */
function isCached(known: unknown): known is CachedEnvironment {
  const { version, text, environment, arns } = known as CachedEnvironment;
  if (version !== 2 || typeof text !== 'string' || typeof environment.name !== 'string') return false;
  desiredRouting(environment.services);
  return arns === null || (typeof arns.listener === 'string' && isArns(arns));
}

const isArns = ({ rules, targetGroups }: CachedArns): boolean =>
  rules.every(({ arn }) => typeof arn === 'string') &&
  Object.values(targetGroups).every((arn) => typeof arn === 'string');

/** Lists the names of cached environments. */
export function cachedNames(root: string): string[] {
  try {
    const entries = readdirSync(join(root, '.teal', 'known'));
    return entries.filter((entry) => entry.endsWith('.json')).map((entry) => entry.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}

/** The texts of an environment that was read or written. */
export interface CachedTexts {
  readonly text: string;
  readonly versionsText: string | undefined;
  readonly places?: Places;
}

/** Caches a valid environment that was read or written. Its ARNs are kept if its account and listener are the same. */
export function cacheEnvironment(
  context: Pick<Context, 'root'>,
  environment: Environment,
  { text, versionsText, places }: CachedTexts,
): CachedEnvironment | undefined {
  const known = readCache(context.root, environment.name);
  const isKnown = known && isCachedText(known, text) && known.versionsText === versionsText;
  if (isKnown && (known.places || !places)) return known;
  const arns = known && placeOf(known.environment) === placeOf(environment) ? known.arns : null;
  const texts = { text, ...(versionsText !== undefined && { versionsText }) };
  return write(context.root, {
    version: 2,
    build: thisBuild(),
    ...texts,
    environment,
    ...(places && { places }),
    arns,
  });
}

/** Caches the ARNs of an environment's rules, after they were read from its listener. */
export function cacheRules(
  context: Pick<Context, 'root'>,
  environment: Environment,
  listener: string,
  observed: readonly ObservedRule[],
  targetGroups: ReadonlyMap<string, string>,
): void {
  const known = readCache(context.root, environment.name);
  if (!known || placeOf(known.environment) !== placeOf(environment)) return;
  const byPriority = new Map(observed.map((rule) => [rule.priority, rule]));
  const rules = desiredRouting(environment.services).flatMap((rule) => {
    const found = byPriority.get(rule.priority);
    if (!found || !isOurs(rule, found)) return [];
    return [{ service: rule.service, role: rule.role, arn: found.arn, ...(found.kept && { kept: found.kept }) }];
  });
  const arns: CachedArns = { listener, rules, targetGroups: Object.fromEntries([...targetGroups].sort()) };
  if (JSON.stringify(known.arns) !== JSON.stringify(arns)) write(context.root, { ...known, arns });
}

/** The settings that determine the account and the listener of an environment's rules. */
const placeOf = ({ target, region, account, emulator_endpoint, load_balancer }: Environment): string =>
  JSON.stringify([target, region, account, emulator_endpoint, load_balancer]);

/** Writes the cache atomically. A failure is not an error: the next rollback then reads the rules. */
function write(root: string, known: CachedEnvironment): CachedEnvironment | undefined {
  try {
    replaceFile(fileOf(root, known.environment.name), JSON.stringify(known), 0o600);
    return known;
  } catch {
    return undefined;
  }
}

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'known', `${environment}.json`);
