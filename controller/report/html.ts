// A report as one page that needs nothing else: no script, no request, nothing that a text of others could become. Pure.
import { HEIGHT, LEFT, layOut } from '../../console/chart-layout';
import type { Series, SeriesCounts } from '../console/wire';
import type { ReleaseReport, ReportedService } from './read';

const WIDTH = 720;

const STYLE = `
:root{color-scheme:light dark;--ink:#14201f;--soft:#52625f;--line:#d8e1e0;--bg:#fff;--blue:#2563c9;--green:#0b7a53}
@media(prefers-color-scheme:dark){:root{--ink:#e7efee;--soft:#9fb0ae;--line:#2b3a38;--bg:#101817;--blue:#6aa2ff;--green:#3ecf9a}}
body{margin:24px auto;max-width:860px;padding:0 16px;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th,.soft{color:var(--soft);font-weight:400}svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font-size:11px}
.tick{stroke:var(--line)}.mark{stroke:var(--soft);stroke-dasharray:3 4}.blue,.green{fill:none;stroke:var(--blue);stroke-width:2}.green{stroke:var(--green);stroke-dasharray:6 4}
`;

/** A whole page. */
export function renderHtml(report: ReleaseReport): string {
  const { environment, madeAt, endedAt, rollout, evaluations, services } = report;
  const title = `Release of ${rollout.services.join(', ')} in ${environment}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title><style>${STYLE}</style></head><body>
<h1>${escape(title)}</h1>
<p><b>${escape(rollout.ended ?? `It ${rollout.where}`)}</b></p>
<p class="soft">${escape(`${rollout.id}, started by ${rollout.by} at ${second(rollout.startedAt)}${rollout.reason ? `: ${rollout.reason}` : ''}; ${endedAt ? `ended at ${second(endedAt)}` : 'not ended yet'}. Times are UTC.`)}</p>
<h2>Steps</h2>
${table(
  ['weight', 'state', 'length', 'verdict'],
  rollout.steps.map(({ weight, state, length, verdict }) => [`${weight} %`, state, length, verdict ?? '']),
)}
${services.map(renderService).join('\n')}
<h2>Evaluations</h2>
${table(
  ['time', 'verdict', 'why'],
  evaluations.map(({ at, kind, reason }) => [second(at), kind, reason]),
)}
<p class="soft">Made by ctl report at ${escape(second(madeAt))}.</p>
</body></html>
`;
}

const renderService = ({ service, series, entries }: ReportedService): string => `<h2>${escape(service)}</h2>
${series.read ? renderCharts(series.read) : `<p class="soft">No charts: ${escape(series.problem.message)}</p>`}
${table(
  ['rev', 'time', 'who', 'what', 'reason', 'result'],
  entries.map(({ revision, at, who, verb, to, reason, result }) => [
    ...[String(revision), second(at), who, `${verb}${to ? ` → ${to}` : ''}`, reason ?? '', result],
  ]),
)}`;

const renderCharts = (series: Series): string =>
  [
    renderChart('Requests per minute', '', series, ({ requests }, seconds) => (60 * requests) / seconds),
    renderChart('Failed requests', ' %', series, ({ requests, failures }) =>
      requests === 0 ? null : (100 * failures) / requests,
    ),
    renderChart('Latency, 95th percentile', ' ms', series, ({ p95Ms }) => p95Ms),
  ].join('\n');

/** Blue is solid, green dashed. */
function renderChart(
  title: string,
  unit: string,
  series: Series,
  value: (counts: SeriesCounts, seconds: number) => number | null,
): string {
  const { lines, marks, ticks, times } = layOut(series, value, { width: WIDTH, unit });
  const label = (x: number, y: number, anchor: string, text: string): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`;
  return `<h3>${title} <span class="soft">blue solid, green dashed</span></h3>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${[
    ...ticks.map(
      ({ y, text }) => `<path class="tick" d="M${LEFT} ${y}H${WIDTH}"/>${label(LEFT - 4, y + 4, 'end', text)}`,
    ),
    ...marks.map(
      ({ x, y, text, anchor }) => `<path class="mark" d="M${x} 4V${HEIGHT - 20}"/>${label(x + 3, y, anchor, text)}`,
    ),
    ...lines.map(({ color, path }) => `<path class="${color}" d="${path}"/>`),
    ...times.map(({ x, text, anchor }) => label(x, HEIGHT - 4, anchor, text)),
  ].join('')}</svg>`;
}

const second = (at: string): string => at.slice(0, 19).replace('T', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const row = (tag: 'td' | 'th', cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`;
};

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
