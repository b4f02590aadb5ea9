// Regular expressions as the sandbox's load balancer evaluates them, in conditions and in transforms. Pure.

/** An expression that can be evaluated, or what it has that AWS does not support or JavaScript reads in another way. */
export type Expression =
  | { readonly kind: 'expression'; readonly regex: RegExp }
  | { readonly kind: 'refused-by-aws' | 'not-evaluated'; readonly has: string };

type Features = readonly (readonly [feature: RegExp, name: string])[];

/** What AWS does not support in conditions and transforms ("Listener rules for your Application Load Balancer"). */
const REFUSED_BY_AWS: Features = [
  [/^\(\?<?[=!]/, 'a lookahead or lookbehind'],
  [/^\\[1-9]/, 'a backreference'],
  [/^(?:\\[gk]|\(\?P=)/, 'a backreference'],
  [/^\(\?>/, 'an atomic group'],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})\+/, 'a possessive quantifier'],
  [/^\(\?(?:R|[+-]?\d|&|P>)/, 'a subroutine or recursion'],
  [/^\\[pPX]/, 'a Unicode character class'],
];

const ESCAPES: Features = [[/^\\[AzZGQEhHRKNCaceovV]/, 'an escape that engines read differently']];

/** What other engines have, and JavaScript has not or reads in another way. */
const NOT_EVALUATED: Features = [
  [/^\(\?#/, 'a comment'],
  [/^\(\?P?[<']/, 'a named group'],
  [/^\(\?\|/, 'a branch reset'],
  [/^\(\?(?!:)[a-zA-Z^-]*[:)]/, 'a flag'],
  [/^\(\*/, 'a verb'],
  ...ESCAPES,
];

const IN_CLASS: Features = [[/^\[[:.=]/, 'a class by name'], [/^(?:&&|\[)/, 'a set operation'], ...ESCAPES];

/** A group that repeats and holds something that repeats, or a choice, could take for ever. */
const NESTED = /\([^()]*[*+?}|][^()]*\)[*+{]/;

/** Reads an expression. With `ignoreCase`, letters match both cases. */
export function readExpression(source: string, ignoreCase: boolean): Expression {
  let outline = '';
  let inClass = false;
  for (let index = 0; index < source.length;) {
    const rest = source.slice(index);
    const fault = findFault(rest, inClass);
    if (fault) return fault;
    const token = rest.slice(0, rest.startsWith('\\') ? 2 : 1);
    if (inClass) inClass = token !== ']';
    else if (token === '[') inClass = true;
    else outline += token.startsWith('\\') ? 'x' : token;
    if (inClass && token === '[') outline += 'x';
    index += token.length;
  }
  if (NESTED.test(outline.replaceAll('(?:', '('))) return notEvaluated('a repetition within a repetition');
  return compile(source, ignoreCase);
}

function findFault(rest: string, inClass: boolean): Expression | undefined {
  const find = (features: Features): string | undefined => features.find(([feature]) => feature.test(rest))?.[1];
  const refused = inClass ? find(REFUSED_BY_AWS.slice(-1)) : find(REFUSED_BY_AWS);
  if (refused) return { kind: 'refused-by-aws', has: refused };
  const other = inClass ? find(IN_CLASS) : find(NOT_EVALUATED);
  if (other) return notEvaluated(other);
  // For some engines, a bracket that comes first is a member of the class.
  return !inClass && /^\[\^?\]/.test(rest) ? notEvaluated('a class that begins with a closing bracket') : undefined;
}

const notEvaluated = (has: string): Expression => ({ kind: 'not-evaluated', has });

function compile(source: string, ignoreCase: boolean): Expression {
  try {
    return { kind: 'expression', regex: new RegExp(source, ignoreCase ? 'i' : '') };
  } catch {
    return { kind: 'refused-by-aws', has: 'a syntax error' };
  }
}
