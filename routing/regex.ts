// Regular expressions of listener rules, evaluated where every engine must agree. Pure.

/** Whether a condition holds; `unknown` where Teal cannot evaluate it, so that the rule may match. */
export type Verdict = boolean | 'unknown';

/** One character: literal, escaped, any, or of a class. Only ASCII, and nothing that engines read differently. */
const CHARACTER = String.raw`(?:[\w/ @,:;=&%~!'"<>#-]|\\[^\w\s]|\\[dw]|\.|\[\^?(?:[\w.~%/-]|\\[./_-])+\])`;
const TIMES = String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})`;
const BARE = `(?:${CHARACTER}${TIMES}?)*`;
const GROUP = String.raw`\((?:\?:)?${BARE}(?:\|${BARE})*\)${TIMES}?`;
const BRANCH = String.raw`\^?(?:${GROUP}|${CHARACTER}${TIMES}?)*\$?`;
const DECIDABLE = new RegExp(String.raw`^${BRANCH}(?:\|${BRANCH})*$`);

/** A group that repeats and holds something that repeats, or a choice: it could take for ever. */
const NESTED = /\([^()]*[*+?}|][^()]*\)[*+{]/;

/** More repetitions or longer texts could take too long. */
const MOST_REPETITIONS = 3;
const LONGEST_TEXT = 256;

/**
 * Whether one of the expressions matches a text. AWS does not say whether an expression must match the whole text and whether case
 * counts, so an answer is given only where each of the four readings agrees.
 */
export function matchesRegex(expressions: readonly string[], text: string): Verdict {
  const verdicts = expressions.map((source) => matchesOne(source, text));
  if (verdicts.includes(true)) return true;
  return verdicts.includes('unknown') ? 'unknown' : false;
}

function matchesOne(source: string, text: string): Verdict {
  if (!isDecidable(source, text)) return 'unknown';
  const readings = ['', 'i'].flatMap((flags) =>
    [source, `^(?:${source})$`].map((reading) => new RegExp(reading, flags).test(text)),
  );
  if (readings.every((matched) => matched)) return true;
  return readings.some((matched) => matched) ? 'unknown' : false;
}

function isDecidable(source: string, text: string): boolean {
  if (source.length > LONGEST_TEXT || text.length > LONGEST_TEXT) return false;
  if (!/^[\x20-\x7e]*$/.test(text) || !DECIDABLE.test(source) || !isValid(source)) return false;
  const outline = source
    .replace(/\\./g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?:/g, '(');
  return !NESTED.test(outline) && (outline.match(/[*+?{]/g) ?? []).length <= MOST_REPETITIONS;
}

/** A range may be out of order. */
function isValid(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
