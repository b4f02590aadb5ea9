// Checks whether a color could take all traffic now: its function, its alias, and its target group's access to it.
import type { Environment, Service } from '../../environments/schema';
import { targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import { permitsTargetGroup } from '../aws/lambda';
import type { FoundFunction } from '../aws/lambda';
import { findVersionDifferences } from '../aws/version-differences';
import { check } from './check';
import type { Check } from './check';
import type { Context } from '../core/context';
import { checkImage, checkRepository } from './image-checks';

/** A color of a service. It is ready unless a check failed. */
export interface Readiness {
  readonly service: string;
  readonly color: Color;
  readonly ready: boolean;
  readonly checks: readonly Check[];
  /** ARN of the target group; null when it does not exist. */
  readonly targetGroupArn: string | null;
}

/** What the API returned about a color; undefined when the resource does not exist. */
interface ColorState {
  readonly alias: { readonly arn: string; readonly version: string } | undefined;
  readonly state: string | undefined;
  readonly lastUpdateStatus: string | undefined;
  readonly imageUri: string | undefined;
  /** What is behind the alias. */
  readonly behind: FoundFunction | undefined;
  readonly policy: string | undefined;
  readonly targetGroupArn: string | undefined;
  readonly targets: readonly string[];
}

/**
 * Checks one color, in two rounds of concurrent calls.
 * @throws {UserError} when the API does not answer.
 */
export async function checkReadiness(
  context: Context,
  environment: Environment,
  service: Service,
  color: Color,
): Promise<Readiness> {
  const [seen, repository] = await Promise.all([
    readColorState(context, environment, targetGroupName(service.family, color)),
    checkRepository(context, environment, service, color),
  ]);
  const checks = [...createChecks(service, color, seen), repository];
  return {
    service: service.name,
    color,
    ready: checks.every((check) => check.ok !== false),
    checks,
    targetGroupArn: seen.targetGroupArn ?? null,
  };
}

async function readColorState(context: Context, environment: Environment, name: string): Promise<ColorState> {
  const { openLambda } = await import('../aws/lambda');
  const { openElbv2 } = await import('../aws/elbv2');
  const { openTargetGroups } = await import('../aws/elbv2-targets');
  const [lambda, elbv2, groups] = await Promise.all([
    openLambda(environment, context),
    openElbv2(environment, context),
    openTargetGroups(environment, context),
  ]);
  const [alias, policy, [group]] = await Promise.all([
    lambda.alias(name),
    lambda.policy(name),
    elbv2.targetGroups([name]),
  ]);
  const arn = group?.TargetGroupArn;
  const [found, targets] = await Promise.all([
    lambda.find(name, alias?.version),
    arn === undefined ? [] : groups.targets(arn),
  ]);
  return {
    alias,
    policy,
    targets,
    targetGroupArn: arn,
    state: found && (found.configuration.State ?? 'Active'),
    lastUpdateStatus: found?.configuration.LastUpdateStatus,
    imageUri: found?.imageUri,
    behind: alias && found,
  };
}

function createChecks(service: Service, color: Color, seen: ColorState): Check[] {
  const name = targetGroupName(service.family, color);
  const { alias, state, targetGroupArn } = seen;
  if (state === undefined) return [check('function', false, `there is no function ${name}`)];
  return [
    check('function', state === 'Active', STATES[state] ?? `${name} is ${state}`),
    check('update', (seen.lastUpdateStatus ?? 'Successful') === 'Successful', `last update: ${seen.lastUpdateStatus}`),
    check('alias', alias !== undefined, alias ? `live → version ${alias.version}` : `${name} has no alias live`),
    checkVersion(service, color, alias?.version, seen.behind),
    checkImage(service, color, seen.imageUri),
    check(
      'target',
      alias !== undefined && seen.targets.includes(alias.arn),
      targetGroupArn === undefined
        ? `there is no target group ${name}`
        : `attached: ${seen.targets.join(', ') || 'nothing'}`,
    ),
    check(
      'permission',
      targetGroupArn !== undefined && permitsTargetGroup(seen.policy, targetGroupArn),
      'the load balancer may invoke the alias for this target group',
    ),
  ];
}

/** Compares what is behind the alias with the version that was staged. */
function checkVersion(
  { versions }: Service,
  color: Color,
  published: string | undefined,
  behind: FoundFunction | undefined,
): Check {
  const version = versions?.[color];
  if (!version || !behind) return check('version', null, 'not compared');
  const fields = findVersionDifferences(behind, version);
  if (fields.length === 0) return check('version', true, version.id);
  return check(
    'version',
    false,
    `the alias leads to version ${published} of the function, which is not ${version.id}: it differs in ${fields.join(', ')}`,
  );
}

/** Descriptions of the states for a color that should get traffic ("Lambda function states"). */
const STATES: Readonly<Record<string, string>> = {
  Active: 'Active',
  Inactive: 'Inactive: its next invocation fails while it becomes active; ctl deploy with keep_warm prevents that',
  Pending: 'still being created',
  Failed: 'Failed: its image may be gone from the repository',
};
