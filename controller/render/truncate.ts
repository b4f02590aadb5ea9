// Cuts lines to the width of a terminal. Pure.
import { splitAtStyles } from '../core/style';

/** Cuts the end of a line that is too wide. Marks of styles have no width; all of them are kept, so that no style stays open. */
export function truncate(line: string, width: number): string {
  let room = width;
  const kept = splitAtStyles(line).map((part, i) => {
    if (i % 2 === 1) return part;
    const text = part.length > room ? `${part.slice(0, Math.max(0, room - 1))}${room > 0 ? '…' : ''}` : part;
    room = Math.max(0, room - text.length);
    return text;
  });
  return kept.join('');
}
