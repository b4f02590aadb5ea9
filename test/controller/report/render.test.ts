// A report of a release as a page and as Markdown.
import { describe, expect, it } from '@jest/globals';
import { renderHtml } from '../../../controller/report/html';
import { renderMarkdown } from '../../../controller/report/markdown';
import type { ReleaseReport } from '../../../controller/report/read';

const HOSTILE = `<script>alert(1)</script> | "x" ' & \u202e [link](http://evil.test)`;

const counts = (requests: number) => ({ requests, failures: 1, p95Ms: 12 });

const report: ReleaseReport = {
  environment: 'prod',
  madeAt: '2030-01-01T00:20:00.000Z',
  endedAt: '2030-01-01T00:10:00.000Z',
  rollout: {
    ...{ id: '20300101-000000-aaaa', by: 'anna', reason: HOSTILE, services: ['web'] },
    ...{ startedAt: '2030-01-01T00:00:00.000Z', where: 'is over: settled', left: null, paused: null, trouble: [] },
    ...{ driver: null, ended: 'settled 10m ago: not worse', approval: null },
    steps: [{ weight: 10, state: 'done', length: '5m', verdict: `pass: ${HOSTILE}`, metrics: [] }],
  },
  evaluations: [{ at: '2030-01-01T00:05:00.000Z', kind: 'pass', reason: HOSTILE }],
  services: [
    {
      service: 'web',
      series: {
        read: {
          ...{ from: '2030-01-01T00:00:00.000Z', to: '2030-01-01T00:10:00.000Z' },
          points: [{ at: '2030-01-01T00:01:00.000Z', seconds: 60, blue: counts(90), green: counts(10) }],
          marks: [{ at: '2030-01-01T00:01:00.000Z', text: 'green 10 %' }],
        },
        problem: null,
      },
      entries: [
        {
          ...{ revision: 7, at: '2030-01-01T00:01:00.000Z', who: 'anna', verb: 'rollout', reason: HOSTILE },
          ...{ to: 'blue 90 %, green 10 %', via: 'live', result: 'done', details: [] },
        },
      ],
    },
  ],
};

describe('a report as a page', () => {
  const page = renderHtml(report);

  it('has steps, verdicts, charts with marks, and the journal', () => {
    for (const text of ['Release of web in prod', 'settled 10m ago', '10 %', 'green 10 %', 'blue 90 %, green 10 %'])
      expect(page).toContain(text);
    expect(page.match(/<svg /g)).toHaveLength(3);
  });

  it('loads nothing, runs nothing, and keeps text of others as text', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|@import|url\(/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('says why it has no charts', () => {
    const problem = { code: 'METRICS_UNAVAILABLE', message: 'no <metrics>', hint: '' };
    const services = report.services.map((one) => ({ ...one, series: { read: null, problem } }));
    expect(renderHtml({ ...report, services })).toContain('No charts: no &lt;metrics&gt;');
  });
});

describe('a report as Markdown', () => {
  const lines = renderMarkdown(report);

  it('has steps, evaluations and the journal', () => {
    expect(lines).toContain('# Release of web in prod');
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^\| 10 % \| done \| 5m \| pass: /)]));
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^\| 7 \| 2030-01-01 00:01:00 \| anna \| rollout → /)]));
  });

  it('keeps text of others as text, in its cell', () => {
    expect(lines.join('\n')).not.toMatch(/<script|\[link\]\(|\u202e/);
    for (const row of lines.filter((line) => line.startsWith('| 7 ')))
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
  });
});
