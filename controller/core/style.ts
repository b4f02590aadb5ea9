// Colours on terminals only. Respects NO_COLOR, FORCE_COLOR and dumb terminals.
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';

/** Known to this process alone, so that no text from outside can have a style. */
const SECRET = randomUUID();

/** Where a style begins or ends in a line, with its code for terminals; `printableLine` makes an escape sequence of it. */
export const STYLE_MARK = new RegExp(`\\u0000${SECRET}/(\\d+)\\u0000`);

/** Divides a line into its texts, at even indexes, and the marks of its styles between them, which have no width. */
export const splitAtStyles = (line: string): string[] => line.split(WHOLE_MARK);

/** A line without its styles. */
export const withoutStyles = (line: string): string => line.replaceAll(EACH_MARK, '');

/** How many characters of a line are seen. */
export const visibleLength = (line: string): number => withoutStyles(line).length;

const EACH_MARK = new RegExp(STYLE_MARK, 'g');
const WHOLE_MARK = new RegExp(`(\\u0000${SECRET}/\\d+\\u0000)`);
const markOf = (code: number | undefined): string => `\0${SECRET}/${code}\0`;

/** Marks text as coloured, or returns it unchanged when colours are off. */
export interface Style {
  /** Characters that fit into a line; Infinity outside of a terminal. */
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  green(text: string): string;
}

/** Creates a style with colours on or off, for lines of this width. */
export function createStyle(colors: boolean, columns = Infinity): Style {
  const paint = (format: keyof typeof inspect.colors) => (text: string) => {
    const [begin, end] = inspect.colors[format] ?? [];
    return colors ? `${markOf(begin)}${text}${markOf(end)}` : text;
  };
  return {
    columns,
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    yellow: paint('yellow'),
    blue: paint('blue'),
    green: paint('green'),
  };
}

/** The width for lines: that of COLUMNS, else of the terminal; Infinity where neither says one. */
export function chooseColumns(env: Readonly<Record<string, string | undefined>>, terminal: number | undefined): number {
  const wanted = Number(env['COLUMNS']);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : terminal || Infinity;
}

/** Whether to use colours: NO_COLOR and FORCE_COLOR decide, then whether the stream is a terminal. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}
