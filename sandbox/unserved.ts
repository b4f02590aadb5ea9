// What the load balancer cannot do of a rule that another control plane has. Pure.
import type { KeptCondition, KeptPart, ObservedRule } from '../routing';
import { readExpression } from '../routing/expression';
import { toRewrite } from './elbv2-transforms';

/** Each part of a rule that the sandbox cannot do, in words; empty for a rule that it serves. */
export function findUnserved(rule: ObservedRule): readonly string[] {
  const { action, kept } = rule;
  return [
    ...(kept?.actions ?? []).map(({ type }) => `the action ${type}`),
    ...(action.kind === 'other' ? [`the action ${action.type}`] : []),
    ...(kept?.conditions ?? []).flatMap(ofCondition),
    ...(kept?.transforms ?? []).flatMap(ofTransform),
  ];
}

function ofCondition({ type, regex }: KeptCondition): readonly string[] {
  return regex === null ? [`a condition on ${type} of this form`] : regex.flatMap(ofExpression);
}

function ofTransform(part: KeptPart): readonly string[] {
  const found = toRewrite(part);
  return found ? ofExpression(found.regex) : [`the transform ${part.type} of this form`];
}

function ofExpression(source: string): readonly string[] {
  const read = readExpression(source, false);
  return read.kind === 'expression' ? [] : [`the regular expression '${source}', which has ${read.has}`];
}
