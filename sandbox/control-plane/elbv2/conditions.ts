// Parses the rule conditions of a request and checks ELBv2's limits ("Condition types for listener rules").
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Address4, Address6 } from 'ip-address';
import { VALUES_PER_RULE } from '../../../routing';
import type { Condition } from '../../../routing';
import { toCondition } from '../../elbv2-mapping';
import { invalid } from '../errors';
import { inner, members, text, texts } from '../params';
import type { Params } from '../params';

const LONGEST_VALUE = 128;
const ONCE: readonly Condition['kind'][] = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

/** The conditions of a request; undefined when none were given. */
export function readConditions(params: Params): Condition[] | undefined {
  const wires = members(params, 'Conditions')?.map(parseCondition);
  if (!wires) return undefined;
  const conditions = wires.map((one) => {
    const condition = toCondition(one);
    if (!condition) throw invalid(`Condition field '${one.Field ?? ''}' must be a supported one, with values`);
    return condition;
  });
  checkConditions(conditions);
  return conditions;
}

function parseCondition(params: Params): RuleCondition {
  const values = (config: string): { Values: string[] | undefined } | undefined => {
    const found = inner(params, config);
    return found && { Values: texts(found, 'Values') };
  };
  const header = inner(params, 'HttpHeaderConfig');
  const query = inner(params, 'QueryStringConfig');
  return {
    Field: text(params, 'Field'),
    Values: texts(params, 'Values'),
    HostHeaderConfig: values('HostHeaderConfig'),
    PathPatternConfig: values('PathPatternConfig'),
    SourceIpConfig: values('SourceIpConfig'),
    HttpRequestMethodConfig: values('HttpRequestMethodConfig'),
    HttpHeaderConfig: header && { HttpHeaderName: text(header, 'HttpHeaderName'), Values: texts(header, 'Values') },
    QueryStringConfig: query && {
      Values: members(query, 'Values')?.map((pair) => ({ Key: text(pair, 'Key'), Value: text(pair, 'Value') })),
    },
  };
}

function checkConditions(conditions: readonly Condition[]): void {
  if (conditions.length === 0) throw invalid('A rule must have at least one condition');
  const values = conditions.flatMap(valuesOf);
  if (values.length > VALUES_PER_RULE) throw invalid(`A rule can only have '${VALUES_PER_RULE}' condition values`);
  const wildcards = conditions
    .filter((condition) => condition.kind !== 'source-ip')
    .flatMap(valuesOf)
    .reduce((sum, value) => sum + (value.match(/[*?]/g)?.length ?? 0), 0);
  if (wildcards > VALUES_PER_RULE) throw invalid(`A rule can only have '${VALUES_PER_RULE}' wildcards`);
  for (const kind of ONCE) {
    if (conditions.filter((condition) => condition.kind === kind).length > 1) {
      throw invalid(`A rule can only have one '${kind}' condition`);
    }
  }
  const long = values.find((value) => value.length > LONGEST_VALUE);
  if (long !== undefined) throw invalid(`Condition value '${long}' is longer than ${LONGEST_VALUE} characters`);
  conditions.forEach(checkCondition);
}

const valuesOf = (condition: Condition): string[] =>
  condition.values.map((value) => (typeof value === 'string' ? value : value.value));

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
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/.test(condition.name) || condition.name.toLowerCase() === 'host') {
        throw invalid(`The header name '${condition.name}' is not valid`);
      }
      return undefined;
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
