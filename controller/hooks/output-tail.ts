// The end of what a hook printed, where it usually says what is wrong. Pure.

const LINES = 5;
const CHARACTERS = 500;

/** The last lines of a text, in one. */
export function endOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const end = lines
    .filter((line) => line !== '')
    .slice(-LINES)
    .join(' | ');
  return end.length > CHARACTERS ? `…${end.slice(-CHARACTERS)}` : end;
}
