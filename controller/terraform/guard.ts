// The guard: checks that plans change only what the verb may change. Pure.
import { COLORS, differingParts } from '../../routing';
import type { Color, DesiredRule, ObservedRule, RulePart } from '../../routing';
import { describeRule } from '../core/describe-rule';
import { parseRule } from './parse-rule';
import type {
  GuardRule,
  GuardVerdict,
  ResourceChange,
  RuleBounds,
  ServingResources,
  StackPlan,
  Violation,
} from './types';

type Reason = Pick<Violation, 'reason' | 'hint' | 'code'>;

/** Attributes of a listener rule that a routing change may change. Others, such as its priority, stay fixed. */
const ROUTING_ATTRIBUTES: readonly string[] = ['action', 'condition'];

/** Resources that can be replaced without losing a request or a record; any other resource needs --allow-destroy. */
const DISPOSABLE: readonly string[] = [
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_event_target',
  'aws_cloudwatch_metric_alarm',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_scheduler_schedule',
];

/** Checks every change of every plan, and returns every violation with its reason. */
export function guard(plans: readonly StackPlan[], rule: GuardRule): GuardVerdict {
  const violations = plans.flatMap((plan) =>
    plan.changes.flatMap((change) => {
      const found = checkChange(plan, change, rule);
      return found ? { address: change.address, actions: change.actions, ...found } : [];
    }),
  );
  return violations.length === 0 ? { ok: true } : { ok: false, violations };
}

function checkChange(plan: StackPlan, change: ResourceChange, rule: GuardRule): Reason | undefined {
  switch (rule.kind) {
    case 'routing':
      return checkRouting(plan, change, rule.services, rule.rules);
    case 'stage':
      return checkStage(plan, change, rule);
    case 'deploy':
      return checkServing(plan, change, rule.serving) ?? checkDeploy(plan, change, rule);
  }
}

/** A routing verb updates listener rules of its services in place, and only what it decided. */
function checkRouting(
  plan: StackPlan,
  change: ResourceChange,
  services: readonly string[],
  rules: RuleBounds,
): Reason | undefined {
  if (plan.service === undefined || !services.includes(plan.service)) return otherStack(plan, services);
  if (isFunction(change)) return codeChanged(plan.service);
  if (change.type !== 'aws_lb_listener_rule') return settingsChanged(plan.service, change);
  if (!isUpdate(change)) return notInPlace(change);
  const others = change.changed.filter((name) => !ROUTING_ATTRIBUTES.includes(name));
  return others.length === 0 ? checkValues(plan.service, change, rules) : settingsChanged(plan.service, change, others);
}

/**
 * Compares the values of a rule, so that nothing but the difference that the verb decided is applied. Weights are compared by their
 * ratio.
 */
function checkValues(service: string, change: ResourceChange, { from, to }: RuleBounds): Reason | undefined {
  const [before, after] = [parseRule(change.before), parseRule(change.after)];
  if (!before || !after) return settingsChanged(service, change);
  if (change.lost !== undefined) return othersPartLost(change.lost);
  const isOne = (rules: readonly DesiredRule[], found: ObservedRule, part: RulePart): boolean =>
    rules.some((rule) => rule.priority === found.priority && !differingParts(rule, found).includes(part));
  const undecided = differingParts(after, before).filter(
    (part) => (from && !isOne(from, before, part)) || !isOne(to, after, part),
  );
  return undecided.length === 0 ? undefined : notDecided(service, undecided, before, after);
}

/**
 * A stage updates the function and the alias of one color in place, or replaces the function with what belongs to it when it goes from
 * a package to an image or back; and changes the rules too, if it settles first.
 */
function checkStage(
  plan: StackPlan,
  change: ResourceChange,
  rule: Extract<GuardRule, { kind: 'stage' }>,
): Reason | undefined {
  if (plan.service !== rule.service) return otherStack(plan, [rule.service]);
  if (changesKind(plan, change, rule.color)) return undefined;
  if (isBuiltWith(change, rule.color) || isUnused(change)) return undefined;
  if (rule.rules && change.type === 'aws_lb_listener_rule') {
    return checkRouting(plan, change, [rule.service], rule.rules);
  }
  const other = COLORS.find((color) => color !== rule.color && change.name.includes(color));
  if (!other) return settingsChanged(rule.service, change);
  return {
    reason: `it belongs to ${other}, and only ${rule.color} is being staged`,
    hint: `Deploy what else changed in ${rule.service} first: ctl deploy ${rule.service}.`,
  };
}

/** What a version of a color is built of, by the beginning of its construct id; its role and its security group may be new. */
const BUILT_OF: readonly string[] = [
  'function',
  'alias',
  'target-group',
  'role',
  'function-security-group',
  'keep-warm',
];

/** Whether a change updates what a version of a color is built of, or creates its role or its security group. */
function isBuiltWith(change: ResourceChange, color: Color): boolean {
  const isPolicy = change.name.startsWith(`${color}-role-policy`);
  if (isPolicy) return true;
  if (!BUILT_OF.some((part) => change.name === `${part}-${color}`)) return false;
  return isUpdate(change) || (change.actions.length === 1 && change.actions[0] === 'create');
}

/** Roles and security groups that no version uses any more. */
const NEEDED_BY_VERSIONS = /^(role|function-security-group)(-(blue|green))?$|^((blue|green)-)?role-policy(-|$)/;

/** Whether a change removes a role, a policy or a security group that no version uses: it would not leave the configuration else. */
const isUnused = ({ name, actions }: ResourceChange): boolean =>
  actions.length === 1 && actions[0] === 'delete' && NEEDED_BY_VERSIONS.test(name);

/** Labels of a resource: they change neither what a function does nor which of its versions serves. */
const LABELS: readonly string[] = ['tags', 'tags_all'];

/** What makes up a color that serves, by the beginning of its construct id. Its alarms and its schedule only watch it. */
const SERVING_PARTS = [
  'function',
  'alias',
  'target-group',
  'attachment',
  'permission',
  'role',
  'function-security-group',
];

/** Nothing of a color with traffic is updated, replaced or removed, nor a role or a security group that it uses with others. */
function checkServing(
  plan: StackPlan,
  change: ResourceChange,
  serving: readonly ServingResources[],
): Reason | undefined {
  if (change.actions.every((action) => action === 'create' || action === 'read')) return undefined;
  if (isUpdate(change) && change.changed.every((name) => LABELS.includes(name))) return undefined;
  const touched = serving.find((one) => one.service === plan.service && isPartOf(change.name, one));
  if (!touched) return undefined;
  const { service, color } = touched;
  return {
    code: 'SERVES_TRAFFIC',
    reason: `it would be ${describeActions(change)} (${change.changed.join(', ')}), and ${service} ${color} has traffic`,
    hint: `Only ctl deploy ${service} --in-place ${service}/${color} changes what serves; ctl rollback or ctl settle first leaves the color without traffic`,
  };
}

function isPartOf(name: string, { color, shared }: ServingResources): boolean {
  if (SERVING_PARTS.some((part) => name === `${part}-${color}`) || name.startsWith(`${color}-role-policy`)) return true;
  return shared && (name === 'role' || name === 'function-security-group' || /^role-policy(-|$)/.test(name));
}

/** What AWS deletes together with a function, by the beginning of its construct id. */
const DELETED_WITH_FUNCTION: readonly string[] = ['alias', 'permission', 'keep-warm-permission', 'attachment'];

/** Whether a change is one that a color's function needs to go from a package to an image, or back. */
function changesKind({ changes }: StackPlan, change: ResourceChange, color: Color): boolean {
  const name = `function-${color}`;
  if (!changes.some((one) => one.name === name && isOtherKind(one))) return false;
  if (change.name === name) return isOtherKind(change);
  // The schedule only learns that the alias has a new, and the same, ARN.
  if (change.name === `keep-warm-${color}`) return isUpdate(change) && isUnknownAlone(change);
  const belongs = DELETED_WITH_FUNCTION.some((part) => change.name === `${part}-${color}`);
  return belongs && isReplacement(change) && (isFunction(change) || isUnknownAlone(change));
}

const isOtherKind = (change: ResourceChange): boolean =>
  change.type === 'aws_lambda_function' && isReplacement(change) && change.changed.includes('package_type');

/** Whether nothing differs but values that are only known after the apply; a plan leaves those out. */
const isUnknownAlone = ({ after, changed }: ResourceChange): boolean =>
  typeof after === 'object' && after !== null && changed.every((name) => !Object.hasOwn(after, name));

/** A deployment creates and updates anything, but destroys only what is disposable or named. */
function checkDeploy(
  plan: StackPlan,
  change: ResourceChange,
  { allowDestroy, serving }: Extract<GuardRule, { kind: 'deploy' }>,
): Reason | undefined {
  const isIdle = (color: Color): boolean => !serving.some((one) => one.service === plan.service && one.color === color);
  if (isUnused(change) || COLORS.some((color) => isIdle(color) && changesKind(plan, change, color))) return undefined;
  if (!change.actions.includes('delete') && !change.actions.includes('forget')) return undefined;
  if (DISPOSABLE.includes(change.type) || allowDestroy.includes(change.address)) return undefined;
  const forced = change.actions.includes('create')
    ? ` because of ${change.changed.join(', ') || 'its configuration'}`
    : '';
  return {
    reason: `it would be ${describeActions(change)}${forced}, and requests or records can be lost with it`,
    hint: `If that is what you want: --allow-destroy ${quote(change.address)}`,
  };
}

const isUpdate = (change: ResourceChange): boolean => change.actions.length === 1 && change.actions[0] === 'update';

const isReplacement = ({ actions }: ResourceChange): boolean =>
  actions.includes('delete') && actions.includes('create');

const isFunction = (change: ResourceChange): boolean =>
  change.type === 'aws_lambda_function' || change.type === 'aws_lambda_alias';

const otherStack = (plan: StackPlan, services: readonly string[]): Reason => ({
  reason: `it is in the stack ${plan.stack}, which does not belong to ${services.join(', ')}`,
  hint: 'Deploy that stack by itself first: ctl deploy.',
});

const codeChanged = (service: string): Reason => ({
  reason: `what ${service} runs in AWS is not what its versions file says: an apply was cut off, or somebody changed it by hand`,
  hint: `ctl drift ${service} shows what runs; ctl deploy ${service} puts it right on a color without traffic.`,
});

const settingsChanged = (service: string, change: ResourceChange, attributes = change.changed): Reason => ({
  reason: `it would be ${describeActions(change)} (${attributes.join(', ')}), since settings of ${service} changed after the last deploy`,
  hint: `Run ctl deploy ${service} first.`,
});

const notDecided = (
  service: string,
  parts: readonly RulePart[],
  before: ObservedRule,
  after: ObservedRule,
): Reason => ({
  reason: `this verb did not decide its new ${parts.map((part) => (part === 'action' ? 'weights' : part)).join(' and ')}: ${describeRule(before, after)} → ${describeRule(after, before)}`,
  hint: `The file of ${service} was edited and not deployed: ctl deploy ${service} takes the edit up.`,
});

const othersPartLost = (lost: string): Reason => ({
  reason: `it would lose what others have put on it: ${lost}`,
  hint: '--via live and ctl rollback keep it; ctl deploy takes it away.',
});

const notInPlace = (change: ResourceChange): Reason => ({
  reason: `it would be ${describeActions(change)}, and a release only updates existing resources`,
  hint: 'Run ctl plan to see why, and ctl deploy to apply it.',
});

function describeActions({ actions }: ResourceChange): 'created' | 'updated' | 'replaced' | 'destroyed' | 'forgotten' {
  if (actions.includes('forget')) return 'forgotten';
  if (actions.includes('delete')) return actions.includes('create') ? 'replaced' : 'destroyed';
  return actions.includes('create') ? 'created' : 'updated';
}

/** Quotes an address for a shell: addresses of instances contain brackets and quotes. */
const quote = (address: string): string => (/^[\w.-]+$/.test(address) ? address : `'${address}'`);
