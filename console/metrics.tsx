// The charts of a service: requests, errors and latency of each color.
import type { Part, Series, SeriesCounts, SeriesPoint } from '../controller/console/wire';
import { Chart } from './chart';
import { ProblemText } from './problems';

const rate = ({ requests, failures }: SeriesCounts): number | null =>
  requests === 0 ? null : (100 * failures) / requests;

function total(points: readonly SeriesPoint[], color: 'blue' | 'green'): SeriesCounts {
  const counts = points.map((point) => point[color]);
  const p95 = counts.flatMap(({ p95Ms }) => p95Ms ?? []);
  return {
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    failures: counts.reduce((sum, { failures }) => sum + failures, 0),
    p95Ms: p95.length > 0 ? Math.max(...p95) : null,
  };
}

export function Metrics({ series: { read, problem } }: { readonly series: Part<Series> }) {
  if (problem) {
    return (
      <p class="problems">
        <ProblemText problem={problem} />
      </p>
    );
  }
  const [blue, green] = [total(read.points, 'blue'), total(read.points, 'green')];
  const both = (text: (counts: SeriesCounts) => string): string => `blue ${text(blue)} · green ${text(green)}`;
  const percent = (value: number | null): string => (value === null ? '–' : `${Number(value.toPrecision(2))} %`);
  return (
    <>
      <div class="charts">
        <Chart
          title="Requests per minute"
          unit=""
          series={read}
          value={({ requests }, seconds) => (60 * requests) / seconds}
          summary={both(({ requests }) => String(requests))}
        />
        <Chart
          title="Failed requests"
          unit=" %"
          series={read}
          value={rate}
          summary={both((one) => percent(rate(one)))}
        />
        <Chart
          title="Latency, 95th percentile"
          unit=" ms"
          series={read}
          value={({ p95Ms }) => p95Ms}
          summary={both(({ p95Ms }) => (p95Ms === null ? '–' : `up to ${Math.round(p95Ms)} ms`))}
        />
      </div>
      <p class="legend soft">
        <span class="key blue" /> blue <span class="key green" /> green (dashed) · vertical lines: weights changed
      </p>
    </>
  );
}
