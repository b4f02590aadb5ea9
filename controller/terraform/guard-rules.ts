// What each kind of verb may change in a plan, change by change. Pure.
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { GuardRule, ResourceChange, StackPlan, Violation } from './types';

type Because = Pick<Violation, 'reason' | 'hint'>;

/** What a routing change may touch of a rule; its priority, for one, never moves. */
const ROUTING_ATTRIBUTES: readonly string[] = ['action', 'condition'];

/** Resources that can be destroyed and made again without a request or a record being lost; everything else needs to be named. */
export const DISPOSABLE: readonly string[] = [
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_event_target',
  'aws_cloudwatch_metric_alarm',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_scheduler_schedule',
];

/** A routing verb changes listener rules of its services in place, and of those only where requests go. */
export function routingViolation(
  plan: StackPlan,
  change: ResourceChange,
  services: readonly string[],
): Because | undefined {
  if (plan.service === undefined || !services.includes(plan.service)) return foreign(plan, services);
  if (isFunction(change)) return codeChanged(plan.service);
  if (change.type !== 'aws_lb_listener_rule') return settingsChanged(plan.service, change);
  if (!isUpdate(change)) return notInPlace(change);
  const others = change.changed.filter((name) => !ROUTING_ATTRIBUTES.includes(name));
  return others.length === 0 ? undefined : settingsChanged(plan.service, change, others);
}

/** Staging changes the function and the alias of one color in place, and the rules too where it settles first. */
export function stageViolation(
  plan: StackPlan,
  change: ResourceChange,
  rule: Extract<GuardRule, { kind: 'stage' }>,
): Because | undefined {
  if (plan.service !== rule.service) return foreign(plan, [rule.service]);
  if (!isFunction(change)) {
    if (rule.settles && change.type === 'aws_lb_listener_rule') return routingViolation(plan, change, [rule.service]);
    return settingsChanged(rule.service, change);
  }
  if (!isUpdate(change)) return notInPlace(change);
  const color = functionColor(change);
  if (color === rule.color) return undefined;
  return {
    reason: `it belongs to ${color ?? 'no color that can be told'}, and only ${rule.color} is being staged`,
    hint: `Deploy what else changed in ${rule.service} first: ctl deploy ${rule.service}.`,
  };
}

/** A deployment creates and updates at will, but destroys only what costs nothing or was named. */
export function deployViolation(change: ResourceChange, allowDestroy: readonly string[]): Because | undefined {
  if (!change.actions.includes('delete') && !change.actions.includes('forget')) return undefined;
  if (DISPOSABLE.includes(change.type) || allowDestroy.includes(change.address)) return undefined;
  const forced = change.actions.includes('create')
    ? ` because of ${change.changed.join(', ') || 'its configuration'}`
    : '';
  return {
    reason: `it would be ${verbOf(change)}${forced}, and requests or records can be lost with it`,
    hint: `If that is what you want: --allow-destroy ${quoted(change.address)}`,
  };
}

const isUpdate = (change: ResourceChange): boolean => change.actions.length === 1 && change.actions[0] === 'update';

const isFunction = (change: ResourceChange): boolean =>
  change.type === 'aws_lambda_function' || change.type === 'aws_lambda_alias';

/** The color that a function's name ends with; an alias names its function too, by name or ARN. */
function functionColor(change: ResourceChange): Color | undefined {
  const { before } = change;
  if (typeof before !== 'object' || before === null || !('function_name' in before)) return undefined;
  const name = before.function_name;
  return typeof name === 'string' ? COLORS.find((color) => name.endsWith(`-${color}`)) : undefined;
}

const foreign = (plan: StackPlan, services: readonly string[]): Because => ({
  reason: `it is in the stack ${plan.stack}, which does not belong to ${services.join(', ')}`,
  hint: 'Deploy that stack by itself first: ctl deploy.',
});

const codeChanged = (service: string): Because => ({
  reason: `the files of ${service} changed since the last deploy`,
  hint: `Run ctl deploy ${service} or ctl stage ${service} first.`,
});

const settingsChanged = (service: string, change: ResourceChange, attributes = change.changed): Because => ({
  reason: `it would be ${verbOf(change)} (${attributes.join(', ')}), since settings of ${service} changed after the last deploy`,
  hint: `Run ctl deploy ${service} first.`,
});

const notInPlace = (change: ResourceChange): Because => ({
  reason: `it would be ${verbOf(change)}, and a release only changes what is there`,
  hint: 'Run ctl plan to see why, and ctl deploy to have it so.',
});

/** What happens to a resource, in one word. */
export function verbOf(change: ResourceChange): 'created' | 'updated' | 'replaced' | 'destroyed' | 'forgotten' {
  if (change.actions.includes('forget')) return 'forgotten';
  if (change.actions.includes('delete')) return change.actions.includes('create') ? 'replaced' : 'destroyed';
  return change.actions.includes('create') ? 'created' : 'updated';
}

/** Addresses of instances hold brackets and quotes, which a shell would take for its own. */
const quoted = (address: string): string => (/^[\w.-]+$/.test(address) ? address : `'${address}'`);
