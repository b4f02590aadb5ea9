// Help for a terminal of any width: lines break between words and continue under their column. Pure.

/** Wraps each line that is too long; a line with two columns continues under the second, another one below an indent. */
export const wrapHelp = (text: string, columns: number, indent = 0): string =>
  text
    .split('\n')
    .flatMap((line) => (line.length <= columns ? [line] : wrapLine(line, columns, indent)))
    .join('\n');

function wrapLine(line: string, columns: number, least: number): string[] {
  const column = /^.*?\S {2,}(?=\S)/.exec(line)?.[0].length ?? 0;
  const indent = ' '.repeat(column < columns / 2 ? Math.max(column, least) : 4);
  const lines: string[] = [];
  let current = '';
  // A number and its percent sign are one word.
  for (const word of line.split(/(?<=\S)(?= (?!%))/)) {
    if (current.trim() !== '' && current.length + word.length > columns) {
      lines.push(current);
      current = indent + word.trimStart();
    } else current += word;
  }
  return [...lines, current];
}
