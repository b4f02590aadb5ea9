// A row of numbers as a line of small bars. Pure.

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The last `width` values as bars from 0 to the highest; a value that is not known is a space. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const most = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown.map((value) => (value === null ? ' ' : barOf(value, most))).join('');
}

function barOf(value: number, most: number): string {
  const index = most <= 0 ? 0 : Math.round((Math.max(0, value) / most) * (BARS.length - 1));
  return BARS[index] ?? BARS[0];
}
