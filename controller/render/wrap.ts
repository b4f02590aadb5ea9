// Help for a terminal of any width: lines break between words and continue under their column. Pure.

/** Wraps each line that is too long; a line with two columns continues under the second. */
export const wrapHelp = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) => (line.length <= columns ? [line] : wrapLine(line, columns)))
    .join('\n');

function wrapLine(line: string, columns: number): string[] {
  const column = /^.*?\S {2,}(?=\S)/.exec(line)?.[0].length ?? 0;
  const indent = ' '.repeat(column < columns / 2 ? column : 4);
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S)(?= )/)) {
    if (current.trim() !== '' && current.length + word.length > columns) {
      lines.push(current);
      current = indent + word.trimStart();
    } else current += word;
  }
  return [...lines, current];
}
