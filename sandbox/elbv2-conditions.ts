// Maps the conditions of rules between ELBv2's types (the SDK's) and routing's.
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Condition, KeptCondition } from '../routing';

/** Fields that may have regular expressions in place of values ("Condition types for listener rules"). */
const REGEX_FIELDS: readonly string[] = ['host-header', 'path-pattern', 'http-header'];

/**
 * A condition as routing's type: with values, or with regular expressions. One that the sandbox does not know, or that has both or
 * none, is kept without an expression, so that it cannot be evaluated.
 */
export function toCondition(wire: RuleCondition): Condition | KeptCondition {
  const regex = regexOf(wire);
  const known = toKnownCondition(wire);
  if (known && regex.length === 0) return known;
  const type = wire.Field ?? 'unknown';
  const evaluable = REGEX_FIELDS.includes(type) && regex.length > 0 && !known;
  const header = wire.HttpHeaderConfig?.HttpHeaderName;
  return { type, wire, regex: evaluable ? regex : null, ...(header !== undefined && { header }) };
}

/** True for a condition with values that the sandbox knows. */
export const isKnown = (condition: Condition | KeptCondition): condition is Condition => 'kind' in condition;

function regexOf(wire: RuleCondition): readonly string[] {
  const config = wire.HostHeaderConfig ?? wire.PathPatternConfig ?? wire.HttpHeaderConfig;
  return config?.RegexValues?.length ? config.RegexValues : (wire.RegexValues ?? []);
}

function toKnownCondition(wire: RuleCondition): Condition | undefined {
  switch (wire.Field ?? '') {
    case 'host-header':
      return withValues('host-header', wire.HostHeaderConfig?.Values, wire.Values);
    case 'path-pattern':
      return withValues('path-pattern', wire.PathPatternConfig?.Values, wire.Values);
    case 'source-ip':
      return withValues('source-ip', wire.SourceIpConfig?.Values);
    case 'http-request-method':
      return withValues('http-request-method', wire.HttpRequestMethodConfig?.Values);
    case 'http-header': {
      const { HttpHeaderName: name, Values: values } = wire.HttpHeaderConfig ?? {};
      return name !== undefined && values?.length ? { kind: 'http-header', name, values } : undefined;
    }
    case 'query-string': {
      const pairs = (wire.QueryStringConfig?.Values ?? []).map(({ Key: key, Value: value = '' }) => ({ key, value }));
      return pairs.length > 0 ? { kind: 'query-string', values: pairs } : undefined;
    }
    default:
      return undefined;
  }
}

type Plain = 'host-header' | 'path-pattern' | 'source-ip' | 'http-request-method';

/** DescribeRules has the values of a host or a path twice; either place will do. */
function withValues(kind: Plain, newer: readonly string[] = [], older: readonly string[] = []): Condition | undefined {
  const values = newer.length > 0 ? newer : older;
  return values.length > 0 ? { kind, values } : undefined;
}

/** A condition as ELBv2's type. */
export function toElbv2Condition(condition: Condition | KeptCondition): RuleCondition {
  return isKnown(condition) ? writeValues(condition) : writeRegex(condition);
}

function writeValues(condition: Condition): RuleCondition {
  const Field = condition.kind;
  switch (condition.kind) {
    case 'host-header':
      return { Field, Values: [...condition.values], HostHeaderConfig: { Values: [...condition.values] } };
    case 'path-pattern':
      return { Field, Values: [...condition.values], PathPatternConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [...condition.values] } };
    case 'query-string':
      return {
        Field,
        QueryStringConfig: { Values: condition.values.map((pair) => ({ Key: pair.key, Value: pair.value })) },
      };
  }
}

function writeRegex({ type: Field, regex, header }: KeptCondition): RuleCondition {
  const RegexValues = [...(regex ?? [])];
  switch (Field) {
    case 'host-header':
      return { Field, RegexValues, HostHeaderConfig: { RegexValues } };
    case 'path-pattern':
      return { Field, RegexValues, PathPatternConfig: { RegexValues } };
    default:
      return { Field, HttpHeaderConfig: { HttpHeaderName: header, RegexValues } };
  }
}
