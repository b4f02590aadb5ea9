// The explanation of a request, as lines. Pure.
import type { Destination, ExplainedCondition, Explanation, RuleName } from '../inspect/explain';
import type { Style } from '../core/style';

/** The rule that a request hits, the answer that its sender gets, and why the rules above did not match. */
export function renderExplanation(explanation: Explanation, style: Style): string[] {
  const { request, hit, destinations, otherwise, stickinessSeconds, kept, passed, unknown, by, environment } =
    explanation;
  const rules = by === 'live' ? `live in ${environment}` : `in the file of ${environment}`;
  return [
    `${request.method} ${request.host || '*'}${request.path} from ${request.sourceIp}, by the rules ${rules}`,
    hit ? style.bold(`hits ${nameOf(hit)}`) : style.bold('hits no rule: the default rule of the listener answers'),
    ...destinations.map((one) => `  ${formatChance(one)} ${describeDestination(one)}`),
    ...(kept === null ? [] : [`  with what others have put on the rule: ${kept}`]),
    ...(otherwise ? [`  ${otherwise}`] : []),
    ...(stickinessSeconds === null
      ? []
      : [style.yellow(`  A client that was here before stays on its color for up to ${stickinessSeconds} s`)]),
    ...(unknown.length > 0 ? [style.yellow('Rules above it that may match, which Teal cannot decide:')] : []),
    ...unknown.map(({ rule, condition }) => style.yellow(`  ${nameOf(rule)}: ${describeCondition(condition)}`)),
    ...(passed.length > 0 ? ['Rules above it that did not match:'] : []),
    ...passed.map(({ rule, failed, got }) =>
      style.dim(`  ${nameOf(rule)}: ${describeCondition(failed)}, got ${got === '' ? 'none' : got}`),
    ),
  ];
}

const nameOf = ({ priority, owner }: RuleName): string => {
  if (priority === 'default') return 'the default rule';
  return owner ? `rule ${priority} (${owner})` : `rule ${priority} (not of this environment)`;
};

const formatChance = ({ percent }: Destination): string =>
  `${percent.toFixed(percent % 1 === 0 ? 0 : 1)} %`.padStart(6);

const describeDestination = ({ targetGroup, service, color }: Destination): string =>
  color ? `${color} of ${service ?? ''} (${targetGroup})` : targetGroup;

function describeCondition(condition: ExplainedCondition): string {
  if (condition.kind === 'regex') return `wants ${condition.of} matching ${condition.values.join(' or ')}`;
  if (condition.kind === 'unknown') return `has a condition on ${condition.of} that Teal does not know`;
  const values = condition.values
    .map((value) =>
      typeof value === 'string' ? value : `${value.key === undefined ? '' : `${value.key}=`}${value.value}`,
    )
    .join(' or ');
  return condition.kind === 'http-header'
    ? `wants header ${condition.name}: ${values}`
    : `wants ${condition.kind} ${values}`;
}
