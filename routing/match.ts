// Decides which rule a request matches and which target group gets it, as a listener does. Pure.
import { Address4, Address6 } from 'ip-address';
import type { Condition, Forward, KeptCondition, ObservedRule, Target } from './model';
import { matchesRegex } from './regex';
import type { Verdict } from './regex';

/** A request as a listener rule sees it. `sourceIp` is the connecting peer, never X-Forwarded-For. Header names in lower case. */
export interface RuleRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: readonly (readonly [key: string, value: string])[];
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly sourceIp: string;
}

/** A rule that did not match, with its first condition that failed. */
export interface Passed {
  readonly rule: ObservedRule;
  readonly failed: Condition | KeptCondition;
}

/** A rule that may match: each condition holds, or cannot be evaluated, as the one named here. */
export interface Unknown {
  readonly rule: ObservedRule;
  readonly unknown: KeptCondition;
}

/** The first rule that surely matches a request (undefined without a default rule), and what is known of the rules before it. */
export interface Match {
  readonly rule: ObservedRule | undefined;
  readonly passed: readonly Passed[];
  readonly unknown: readonly Unknown[];
}

/** Whether one of the regular expressions of a condition on `type` (a host, a path or a header) matches a text. */
export type Evaluate = (expressions: readonly string[], text: string, type: string) => Verdict;

/**
 * Evaluates rules from the lowest priority value to the highest, the default rule last ("Listener rules"). Where it is not said how
 * regular expressions are evaluated, only what every reading agrees on is decided.
 */
export function matchRequest(
  rules: readonly ObservedRule[],
  request: RuleRequest,
  evaluate: Evaluate = matchesRegex,
): Match {
  const passed: Passed[] = [];
  const unknown: Unknown[] = [];
  for (const rule of [...rules].sort((a, b) => rank(a) - rank(b))) {
    const kept = (rule.kept?.conditions ?? []).map((condition) => ({
      condition,
      verdict: keptHolds(condition, request, evaluate),
    }));
    const failed =
      rule.conditions.find((condition) => !holds(condition, request)) ??
      kept.find(({ verdict }) => verdict === false)?.condition;
    const open = kept.find(({ verdict }) => verdict === 'unknown')?.condition;
    if (failed) passed.push({ rule, failed });
    else if (open) unknown.push({ rule, unknown: open });
    else return { rule, passed, unknown };
  }
  return { rule: undefined, passed, unknown };
}

/** Whether a request matches a condition that Teal never makes. */
function keptHolds({ type, regex, header }: KeptCondition, request: RuleRequest, evaluate: Evaluate): Verdict {
  if (regex === null) return 'unknown';
  const verdicts = textsOf(type, header, request).map((text) => evaluate(regex, text, type));
  if (verdicts.includes(true)) return true;
  return verdicts.includes('unknown') ? 'unknown' : false;
}

function textsOf(type: string, header: string | undefined, request: RuleRequest): readonly string[] {
  if (type === 'host-header') return [stripPort(request.host)];
  if (type === 'path-pattern') return [request.path];
  return request.headers[header?.toLowerCase() ?? ''] ?? [];
}

/** Chooses one target by weight; `random` is in [0, 1). Undefined when every weight is 0. */
export function chooseTarget(forward: Forward, random: number): Target | undefined {
  const total = forward.targets.reduce((sum, target) => sum + target.weight, 0);
  let rest = random * total;
  for (const target of forward.targets) {
    if (rest < target.weight) return target;
    rest -= target.weight;
  }
  return undefined;
}

/** True when a request matches any value of a condition, compared as ALB does ("Condition types for listener rules"). */
export function holds(condition: Condition, request: RuleRequest): boolean {
  switch (condition.kind) {
    case 'host-header':
      return condition.values.some((value) => matchesGlob(value, stripPort(request.host), true));
    case 'path-pattern':
      return condition.values.some((value) => matchesGlob(value, request.path, false));
    case 'http-request-method':
      return condition.values.includes(request.method);
    case 'source-ip':
      return condition.values.some((value) => isInBlock(request.sourceIp, value));
    case 'http-header': {
      const got = request.headers[condition.name.toLowerCase()] ?? [];
      return condition.values.some((value) => got.some((text) => matchesGlob(value, text, true)));
    }
    case 'query-string':
      return condition.values.some((pair) =>
        request.query.some(
          ([key, value]) =>
            (pair.key === undefined || matchesGlob(pair.key, key, true)) && matchesGlob(pair.value, value, true),
        ),
      );
  }
}

/** A sign of a glob: a character, or what stands for any one, or for 0 or more. */
type GlobSign = string | typeof ONE | typeof MANY;
const ONE = Symbol('?');
const MANY = Symbol('*');

/**
 * `*` stands for 0 or more characters, `?` for exactly one; a backslash escapes the next character. Clients choose the text: the time is at
 * most the product of both lengths, which a regular expression with several wildcards exceeds by far.
 */
export function matchesGlob(pattern: string, text: string, ignoreCase: boolean): boolean {
  const signs = parseGlob(ignoreCase ? pattern.toLowerCase() : pattern);
  const got = ignoreCase ? text.toLowerCase() : text;
  let [sign, at] = [0, 0];
  /** The last `*`, and where what follows it is tried next. */
  let [many, next] = [-1, 0];
  while (at < got.length) {
    const wanted = signs[sign];
    if (wanted === MANY) {
      [many, next] = [sign, at];
      sign += 1;
    } else if (wanted !== undefined && (wanted === ONE || wanted === got[at])) {
      sign += 1;
      at += 1;
    } else if (many >= 0) {
      next += 1;
      [sign, at] = [many + 1, next];
    } else return false;
  }
  return signs.slice(sign).every((rest) => rest === MANY);
}

function parseGlob(pattern: string): GlobSign[] {
  const signs: GlobSign[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at] ?? '';
    if (sign === '*') signs.push(MANY);
    else if (sign === '?') signs.push(ONE);
    else if (sign === '\\' && at + 1 < pattern.length) signs.push(pattern[++at] ?? '');
    else signs.push(sign);
  }
  return signs;
}

/** True when an address lies in a CIDR block of its own family; an IPv4-mapped address counts as IPv4. */
export function isInBlock(ip: string, block: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  const address = mapped?.[1] ?? ip;
  const v6 = address.includes(':');
  if (v6 !== block.includes(':')) return false;
  return v6
    ? new Address6(address).isInSubnet(new Address6(block))
    : new Address4(address).isInSubnet(new Address4(block));
}

const rank = (rule: ObservedRule): number => (rule.priority === 'default' ? Infinity : rule.priority);

const stripPort = (host: string): string => host.replace(/:\d+$/, '');
