// Where the lines, marks and labels of a chart are. Pure.
import type { Series, SeriesCounts } from '../controller/console/wire';

export const HEIGHT = 150;
export const LEFT = 52;
const [TOP, BOTTOM] = [18, 22];
/** Marks nearer to each other than this have one label. */
const LABEL_WIDTH = 64;

interface Label {
  readonly x: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** A chart that is ready to be drawn. */
export interface Layout {
  readonly lines: readonly { readonly color: 'blue' | 'green'; readonly path: string }[];
  readonly marks: readonly (Label & { readonly y: number })[];
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  readonly times: readonly Label[];
}

/** Lays a chart out. A point without a value is a gap in its line. */
export function layOut(
  { from, to, points, marks }: Series,
  value: (counts: SeriesCounts, seconds: number) => number | null,
  { width, unit }: { readonly width: number; readonly unit: string },
): Layout {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const x = (at: string): number =>
    Math.round(LEFT + ((Date.parse(at) - start) / Math.max(1, end - start)) * (width - LEFT - 4));
  const valuesOf = (color: 'blue' | 'green') => points.map((point) => value(point[color], point.seconds));
  const most = niceCeiling(Math.max(0, ...[...valuesOf('blue'), ...valuesOf('green')].map((one) => one ?? 0)));
  const y = (one: number): number => Math.round(HEIGHT - BOTTOM - (one / most) * (HEIGHT - BOTTOM - TOP));
  const lines = (['blue', 'green'] as const).map((color) => {
    const values = valuesOf(color);
    const steps = values.map((one, i) => {
      if (one === null) return '';
      const [previous, next] = [values[i - 1] ?? null, values[i + 1] ?? null];
      const at = `${x(points[i]?.at ?? from)} ${y(one)}`;
      // A value between two gaps is a dot.
      return previous === null ? (next === null ? `M${at}h1` : `M${at}`) : `L${at}`;
    });
    return { color, path: steps.join('') };
  });
  return {
    lines,
    marks: withoutOverlap(marks.map(({ at, text }) => ({ x: x(at), text }))).map((mark) => ({
      ...mark,
      y: 12,
      anchor: mark.x > width - LABEL_WIDTH ? 'end' : 'start',
    })),
    ticks: [0, most / 2, most].map((one) => ({ y: y(one), text: `${formatNumber(one)}${unit}` })),
    times: [
      { x: LEFT, text: timeOf(start), anchor: 'start' },
      { x: Math.round((LEFT + width) / 2), text: timeOf((start + end) / 2), anchor: 'middle' },
      { x: width - 4, text: timeOf(end), anchor: 'end' },
    ],
  };
}

/** Every mark has its line; of those that stand together the last has a label. */
function withoutOverlap(marks: readonly { readonly x: number; readonly text: string }[]) {
  return marks.map((mark, i) => {
    const next = marks[i + 1];
    return next && next.x - mark.x < LABEL_WIDTH ? { ...mark, text: '' } : mark;
  });
}

/** 1, 2 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((one) => one * power >= value) ?? 10) * power;
}

const formatNumber = (value: number): string =>
  value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));

const timeOf = (time: number): string =>
  new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
