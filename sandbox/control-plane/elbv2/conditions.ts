// Parses the rule conditions of a request and checks ELBv2's limits ("Condition types for listener rules").
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Address4, Address6 } from 'ip-address';
import { VALUES_PER_RULE } from '../../../routing';
import type { Condition, KeptCondition } from '../../../routing';
import { isKnown, toCondition } from '../../elbv2-conditions';
import { invalid } from '../errors';
import { inner, members, text, texts } from '../params';
import type { Params } from '../params';
import { checkExpression } from './transforms';

const LONGEST_VALUE = 128;
const ONCE: readonly Condition['kind'][] = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

/** The conditions of a request; undefined when none were given. */
export function readConditions(params: Params): (Condition | KeptCondition)[] | undefined {
  const conditions = members(params, 'Conditions')?.map(parseCondition).map(toCondition);
  if (conditions) checkConditions(conditions);
  return conditions;
}

function parseCondition(params: Params): RuleCondition {
  const values = (config: string): { Values?: string[]; RegexValues?: string[] } | undefined => {
    const found = inner(params, config);
    return found && { Values: texts(found, 'Values'), RegexValues: texts(found, 'RegexValues') };
  };
  const header = inner(params, 'HttpHeaderConfig');
  const query = inner(params, 'QueryStringConfig');
  return {
    Field: text(params, 'Field'),
    Values: texts(params, 'Values'),
    RegexValues: texts(params, 'RegexValues'),
    HostHeaderConfig: values('HostHeaderConfig'),
    PathPatternConfig: values('PathPatternConfig'),
    SourceIpConfig: values('SourceIpConfig'),
    HttpRequestMethodConfig: values('HttpRequestMethodConfig'),
    HttpHeaderConfig: header && { HttpHeaderName: text(header, 'HttpHeaderName'), ...values('HttpHeaderConfig') },
    QueryStringConfig: query && {
      Values: members(query, 'Values')?.map((pair) => ({ Key: text(pair, 'Key'), Value: text(pair, 'Value') })),
    },
  };
}

function checkConditions(conditions: readonly (Condition | KeptCondition)[]): void {
  if (conditions.length === 0) throw invalid('A rule must have at least one condition');
  const odd = conditions.find((one) => !isKnown(one) && one.regex === null);
  if (odd)
    throw invalid(`Condition field '${kindOf(odd)}' must be a supported one, with values or regular expressions`);
  const values = conditions.flatMap(valuesOf);
  if (values.length > VALUES_PER_RULE) throw invalid(`A rule can only have '${VALUES_PER_RULE}' condition values`);
  const known = conditions.filter(isKnown);
  const wildcards = known
    .filter((condition) => condition.kind !== 'source-ip')
    .flatMap(valuesOf)
    .reduce((sum, value) => sum + (value.match(/[*?]/g)?.length ?? 0), 0);
  if (wildcards > VALUES_PER_RULE) throw invalid(`A rule can only have '${VALUES_PER_RULE}' wildcards`);
  for (const kind of ONCE) {
    if (conditions.filter((condition) => kindOf(condition) === kind).length > 1) {
      throw invalid(`A rule can only have one '${kind}' condition`);
    }
  }
  const long = values.find((value) => value.length > LONGEST_VALUE);
  if (long !== undefined) throw invalid(`Condition value '${long}' is longer than ${LONGEST_VALUE} characters`);
  known.forEach(checkCondition);
  conditions.filter((one) => 'wire' in one).forEach(checkRegexCondition);
}

const kindOf = (condition: Condition | KeptCondition): string => (isKnown(condition) ? condition.kind : condition.type);

const valuesOf = (condition: Condition | KeptCondition): string[] =>
  isKnown(condition)
    ? condition.values.map((value) => (typeof value === 'string' ? value : value.value))
    : [...(condition.regex ?? [])];

function checkRegexCondition({ type, regex, header }: KeptCondition): void {
  regex?.forEach(checkExpression);
  if (type === 'http-header') checkHeaderName(header ?? '');
}

function checkHeaderName(name: string): void {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/.test(name) || name.toLowerCase() === 'host') {
    throw invalid(`The header name '${name}' is not valid`);
  }
}

function checkCondition(condition: Condition): void {
  switch (condition.kind) {
    case 'source-ip':
      return condition.values.forEach(checkBlock);
    case 'path-pattern':
      return mustMatch(condition.values, /^[A-Za-z0-9_\-.$/~"'@:+&()!,;=*?\\]+$/, 'path pattern');
    case 'host-header':
      return mustMatch(condition.values, /^[A-Za-z0-9.*?:-]+$/, 'host name');
    case 'http-request-method':
      return mustMatch(condition.values, /^[A-Z_-]{1,40}$/, 'request method');
    case 'http-header':
      return checkHeaderName(condition.name);
    case 'query-string':
      return undefined;
  }
}

function mustMatch(values: readonly string[], pattern: RegExp, what: string): void {
  const bad = values.find((value) => !pattern.test(value));
  if (bad !== undefined) throw invalid(`The ${what} '${bad}' is not valid`);
}

function checkBlock(block: string): void {
  if (!isCanonical(block) || block === '255.255.255.255/32') {
    throw invalid(`The source IP '${block}' is not a valid CIDR block`);
  }
}

/** True for a block with a prefix and without host bits. */
function isCanonical(block: string): boolean {
  if (!/\/(0|[1-9]\d*)$/.test(block)) return false;
  try {
    const address = block.includes(':') ? new Address6(block) : new Address4(block);
    return address.startAddress().bigInt() === address.bigInt();
  } catch {
    return false;
  }
}
