// Text from outside (reasons, names, journals, output of hooks) as text for a terminal or a log. Pure.
import { splitAtStyles, STYLE_MARK } from './style';

/** Control characters but line breaks and tabs, and marks that change the direction of text: they move the cursor or hide text. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Everything at which some program begins a new line. */
const BREAKS = /[\r\n\u2028\u2029\u0085]+/g;

/** A whole escape sequence of a terminal: a command with its parameters, or a title or link up to its end. */
// eslint-disable-next-line no-control-regex
const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/**
 * Text of several lines, without escape sequences, control characters, and workflow commands of GitHub Actions, which a runner obeys
 * at the beginning of a line of any log (`::`), or anywhere in it (`##[`).
 */
export const printable = (text: string): string =>
  text
    .replaceAll(ESCAPE, '')
    .replaceAll(/\r\n|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(INVISIBLE, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replaceAll(/^([^\S\n]*):(?=:)/gm, '$1: ')
    .replaceAll('##[', '# #[');

/** The same on one line, so that it cannot pretend to be another line. */
export const onOneLine = (text: string): string => printable(text.replaceAll(BREAKS, ' ')).trim();

/** A line that ctl composed, on one line: whatever it names from outside is stripped, and its own styles stay marks. */
export const cleanLine = (line: string): string =>
  splitAtStyles(line.replaceAll(BREAKS, ' '))
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

/** The same for a terminal: its own styles become escape sequences. */
export const printableLine = (line: string): string =>
  cleanLine(line)
    .split(STYLE_MARK)
    .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : part))
    .join('');

/** A document as JSON, in which nothing is a control character or a workflow command of GitHub Actions; it parses to the same document. */
export const printableJson = (document: unknown): string =>
  JSON.stringify(document, null, 2)
    .replaceAll(INVISIBLE, (sign) => (sign === '\n' ? sign : escapeSign(sign)))
    .replaceAll(/[\u2028\u2029]/g, escapeSign)
    .replaceAll('##[', `#${escapeSign('#')}[`);

const escapeSign = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
