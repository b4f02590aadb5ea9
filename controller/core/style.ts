// Colours for people, none for machines: NO_COLOR, FORCE_COLOR and dumb terminals are honoured.
import { styleText } from 'node:util';

/** Paints text, or returns it as it is where colours are off. */
export interface Style {
  /** Characters that a line may have; Infinity where nobody reads it on a terminal. */
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  green(text: string): string;
}

/** A style with colours on or off, for lines of so many characters. */
export function createStyle(colors: boolean, columns = Infinity): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colors ? styleText(format, text) : text;
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

/** Whether to colour: FORCE_COLOR and NO_COLOR decide, then what the stream is. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}
