// What is known of an environment without asking anybody: the file as it last was good, and the ARNs of its rules. A rollback
// needs neither a readable file nor a Describe call because of it.
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../environments/schema';
import { desiredRouting, isOurs } from '../../routing';
import type { ObservedRule, RuleRole } from '../../routing';
import type { Context } from '../core/context';

/** The ARN of one of a service's rules. */
export interface CachedRule {
  readonly service: string;
  readonly role: RuleRole;
  readonly arn: string;
}

/** Where rules are: the listener, its rules of ours, and target groups by name. */
export interface CachedArns {
  readonly listener: string;
  readonly rules: readonly CachedRule[];
  readonly targetGroups: Readonly<Record<string, string>>;
}

/**
 * What was last known. `text` is the file's, and `build` names the ctl that read it, since another one may read more in the same
 * text; `arns` is null before any rule was read.
 */
export interface CachedEnvironment {
  readonly version: 2;
  readonly build: number;
  readonly text: string;
  readonly environment: Environment;
  readonly arns: CachedArns | null;
}

/** Whether this text of a file is the one that is known, as this build of ctl reads it. */
export const isCachedText = (known: CachedEnvironment, text: string): boolean =>
  known.text === text && known.build === thisBuild();

const thisBuild = (): number => statSync(__filename).mtimeMs;

/** What is known of an environment; undefined when there is nothing, or nothing that can be read. */
export function readCache(root: string, environment: string): CachedEnvironment | undefined {
  try {
    const known = JSON.parse(readFileSync(fileOf(root, environment), 'utf8')) as CachedEnvironment;
    return known.version === 2 ? known : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the environments in the cache. */
export function cachedNames(root: string): string[] {
  try {
    const entries = readdirSync(join(root, '.teal', 'known'));
    return entries.filter((entry) => entry.endsWith('.json')).map((entry) => entry.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}

/** Keeps an environment that was read well, or was just written. ARNs are kept while the environment stays in its place. */
export function cacheEnvironment(
  context: Pick<Context, 'root'>,
  environment: Environment,
  text: string,
): CachedEnvironment | undefined {
  const known = readCache(context.root, environment.name);
  if (known && isCachedText(known, text)) return known;
  const arns = known && placeOf(known.environment) === placeOf(environment) ? known.arns : null;
  return write(context.root, { version: 2, build: thisBuild(), text, environment, arns });
}

/** Keeps the ARNs of an environment's rules, as they were just read from its listener. */
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
    return found && isOurs(rule, found) ? [{ service: rule.service, role: rule.role, arn: found.arn }] : [];
  });
  const arns: CachedArns = { listener, rules, targetGroups: Object.fromEntries([...targetGroups].sort()) };
  if (JSON.stringify(known.arns) !== JSON.stringify(arns)) write(context.root, { ...known, arns });
}

/** What decides on which listener of which account an environment's rules are. */
const placeOf = ({ target, region, account, emulator_endpoint, load_balancer }: Environment): string =>
  JSON.stringify([target, region, account, emulator_endpoint, load_balancer]);

/** Written whole or not at all. Where it cannot be written the next rollback reads the rules instead, so that this is not an error. */
function write(root: string, known: CachedEnvironment): CachedEnvironment | undefined {
  const file = fileOf(root, known.environment.name);
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, JSON.stringify(known), { mode: 0o600 });
    renameSync(draft, file);
    return known;
  } catch {
    return undefined;
  }
}

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'known', `${environment}.json`);
