// Deploys services to the sandbox through its control endpoint: functions, target groups, targets and rules.
import type { Environment, Service } from '../../environments/schema';
import { loadVersions } from '../../environments/versions/load';
import { COLORS, desiredRules, diffRules, targetGroupName } from '../../routing';
import type { Change, Color, DesiredRule, ObservedRule, Router } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openElbv2 } from '../aws/elbv2';
import { openTargetGroups } from '../aws/elbv2-targets';
import { openLambda } from '../aws/lambda';
import { createRouter } from '../aws/router';
import { createApplyChange } from './change';
import type { SandboxChange } from './change';
import { deployFunction } from './deploy-function';
import { deployTarget } from './deploy-target';

/** What to deploy. */
export interface SandboxDeployment {
  readonly context: Context;
  readonly services: readonly Service[];
  /** Colors whose functions and targets are deployed; both when left out. */
  readonly colors?: readonly Color[];
  /** Colors that are left as they are, such as one with traffic whose next version must be tried first. */
  readonly except?: readonly { readonly service: string; readonly color: Color }[];
  /** Whether to return the changes without making them. */
  readonly dryRun?: boolean;
}

/**
 * Creates what is missing and updates what differs, in the order function, alias, target group, permission, target, rules. A
 * second run changes nothing. Throws a UserError when the sandbox is not running, or a priority is taken by a foreign rule.
 */
export async function deploySandbox(environment: Environment, options: SandboxDeployment): Promise<SandboxChange[]> {
  const { context, services, colors = COLORS } = options;
  const changes: SandboxChange[] = [];
  const apply = createApplyChange(changes, options.dryRun ?? false, () => context.boundary('sandbox-changed'));
  const lambda = await openLambda(environment, context);
  const apis = {
    lambda,
    elbv2: await openElbv2(environment, context),
    groups: await openTargetGroups(environment, context),
  };
  const router = await createRouter(environment, context);
  const ruleChanges = await planRuleChanges(environment, router, services.flatMap(desiredRules));
  for (const service of services) {
    for (const color of colors) {
      if (options.except?.some((one) => one.service === service.name && one.color === color)) continue;
      await deployFunction(lambda, { environment, service, color, context }, apply);
      await deployTarget(apis, service, color, apply);
    }
  }
  for (const change of ruleChanges) {
    const action = change.kind === 'create' ? 'create' : 'update';
    await apply(action, ruleName(change.rule), describeChange(change), () => router.apply([change]));
  }
  return changes;
}

/** Plans the changes of rules first, so that a conflict is found before anything is changed. */
async function planRuleChanges(
  environment: Environment,
  router: Router,
  desired: readonly DesiredRule[],
): Promise<readonly Change[]> {
  const { changes, conflicts } = diffRules(desired, await router.read());
  const conflict = conflicts[0];
  if (!conflict) return changes;
  const { rule, observed } = conflict;
  const owner = ownerOf(environment, observed);
  const elsewhere = `give ${rule.service} another priority in ${environment.file}`;
  throw new UserError(
    'PRIORITY_TAKEN',
    `Priority ${rule.priority}, which ${rule.service} needs, is taken by ${owner ? `this environment's own rule of the service ${owner}` : 'a rule of another owner'}: ${observed.arn}`,
    owner
      ? `If ${owner} was renamed to ${rule.service}, write its old name again: under another name it is a new service, beside the old one. Or ${elsewhere}`
      : `Remove that rule, or ${elsewhere}`,
  );
}

/** The service of this environment, by the file or by its versions, whose target groups a rule leads to. */
function ownerOf({ name, file, services }: Environment, { action }: ObservedRule): string | undefined {
  if (action.kind !== 'forward') return undefined;
  const families = new Map([
    ...Object.keys(loadVersions(file).versions).map((service) => [`${name}-${service}`, service] as const),
    ...services.map((service) => [service.family, service.name] as const),
  ]);
  const found = [...families].find(([family]) => {
    const groups = COLORS.map((color) => targetGroupName(family, color));
    return action.targets.every(({ targetGroup }) => groups.includes(targetGroup));
  });
  return found?.[1];
}

const ruleName = (rule: DesiredRule): string => `rule ${rule.priority} (${rule.service} ${rule.role})`;

function describeChange(change: Change): string {
  const weights = change.rule.action.targets.map((target) => `${target.targetGroup} ${target.weight}`).join(', ');
  return change.kind === 'create' ? weights : `${change.parts.join(' and ')}: ${weights}`;
}
