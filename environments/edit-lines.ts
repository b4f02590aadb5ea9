// Lines of a text, by offsets. Pure.

/** The line break that a text uses. */
export const detectEol = (text: string): '\r\n' | '\n' => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n');

/** Offset of the first character of the line that contains an offset. */
export const startOfLine = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Offset after the line break of the line that contains an offset. An offset directly after a line break is returned as it is. */
export function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

export const endsWithBreak = (text: string): boolean => text.endsWith('\n');
