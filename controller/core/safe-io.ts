// The one way out to the terminal: nothing that came from outside can move the cursor, forge a line or command a runner.
import type { Io } from './context';
import { forPeople } from './fold';
import { printable, printableLine } from './printable';

/**
 * Output of which each call is one line, stripped of everything but ctl's own styles. What goes to `err` is for people: it is folded where
 * it goes to a terminal.
 */
export const safeIo = (io: Io): Io => ({
  ...io,
  out: (line) => io.out(printableLine(line)),
  err: (line) => forPeople(line, io.isTTY ? io.columns : Infinity).forEach((one) => io.err(printableLine(one))),
  redraw: io.redraw && ((lines) => io.redraw?.(lines.map((line) => printableLine(line)))),
  confirm: (question) => io.confirm(printable(question)),
});

/** Prints an error, a warning or a hint, which may have several lines; none of the others begins as one of these does. */
export const printLabelled = (print: (line: string) => void, label: 'error' | 'warning' | 'hint', text: string): void =>
  printLines(print, `${label}: ${printable(text).replaceAll(/\n(?=(?:error|warning|hint):)/gi, '\n  ')}`);

/** Prints a text of several lines. */
export const printLines = (print: (line: string) => void, text: string): void =>
  text.split('\n').forEach((line) => print(line));
