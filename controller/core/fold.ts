// Folds lines to the width of a terminal: between words, so that nothing is cut. Pure.
import { cleanLine } from './printable';
import { visibleLength, withoutStyles } from './style';
import { withLocalTimes } from './time';

/** A line for people, as the lines that it takes in a terminal of this width. */
export const forPeople = (line: string, columns: number): string[] =>
  foldLine(withLocalTimes(cleanLine(line)), columns);

/** Folds each line of a text that is too long. */
export const foldText = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) => foldLine(line, columns))
    .join('\n');

/**
 * Folds a line that is too long. One with two columns, which two spaces divide, continues under the second; every other one continues
 * two spaces further in than it begins. Marks of styles have no width.
 */
export function foldLine(line: string, columns: number): string[] {
  const text = withoutStyles(line);
  if (text.length <= columns) return [line];
  const [begin = ''] = /^ */.exec(text) ?? [];
  const column = /^.*?\S {2,}(?=\S)/.exec(text)?.[0].length ?? 0;
  const indent = column > 0 && column < columns / 2 ? ' '.repeat(column) : `${begin}  `;
  const lines: string[] = [];
  let current = '';
  // A number and its percent sign are one word.
  for (const word of line.split(/(?<=\S)(?= (?!%))/)) {
    if (current.trim() !== '' && visibleLength(current + word) > columns) {
      lines.push(current);
      current = indent + word.trimStart();
    } else current += word;
  }
  return [...lines, current];
}
