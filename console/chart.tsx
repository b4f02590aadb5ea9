// A chart of both colors over time, with marks where weights changed. Green is dashed, so that the two differ without color.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Series, SeriesCounts } from '../controller/console/wire';
import { HEIGHT, LEFT, layOut } from './chart-layout';

interface Props {
  readonly title: string;
  readonly unit: string;
  readonly series: Series;
  readonly value: (counts: SeriesCounts, seconds: number) => number | null;
  /** What the whole time comes to, for each color. */
  readonly summary: string;
}

export function Chart({ title, unit, series, value, summary }: Props) {
  const [box, width] = useWidth();
  const { lines, marks, ticks, times } = layOut(series, value, { width, unit });
  return (
    <figure class="chart" ref={box}>
      <figcaption>
        <b>{title}</b> <span class="soft">{summary}</span>
      </figcaption>
      <svg width={width} height={HEIGHT} role="img" aria-label={`${title}, last 30 minutes: ${summary}`}>
        {ticks.map(({ y, text }) => (
          <g key={text} class="tick">
            <path d={`M${LEFT} ${y}H${width}`} />
            <text x={LEFT - 4} y={y + 4} text-anchor="end">
              {text}
            </text>
          </g>
        ))}
        {marks.map(({ x, text, y, anchor }) => (
          <g key={`${x} ${text}`} class="mark">
            <path d={`M${x} 4V${HEIGHT - 20}`} />
            <text x={anchor === 'end' ? x - 3 : x + 3} y={y} text-anchor={anchor}>
              {text}
            </text>
          </g>
        ))}
        {lines.map(({ color, path }) => (
          <path key={color} class={`line ${color}`} d={path} />
        ))}
        {times.map(({ x, text, anchor }) => (
          <text key={text} x={x} y={HEIGHT - 4} text-anchor={anchor}>
            {text}
          </text>
        ))}
      </svg>
    </figure>
  );
}

/** The width of an element, as it changes. */
function useWidth(): [RefObject<HTMLElement | null>, number] {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(200, Math.floor(entry?.contentRect.width ?? 320))),
    );
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
