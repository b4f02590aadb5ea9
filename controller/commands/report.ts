// ctl report: a release as one page, or as Markdown.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentOptions } from '../command-line/options';
import { defineCommand } from '../command-line/define-command';
import { EXIT, UserError } from '../core/errors';

export const report = defineCommand({
  command: 'report <release>',
  describe: 'Report on a release: its steps, verdicts, charts and journal',
  positionals: { release: { type: 'string', describe: 'A rollout by its id, or the newest one of a service' } },
  options: {
    html: { type: 'string', requiresArg: true, describe: 'Write one page, which needs nothing else, into this file' },
    markdown: { type: 'boolean', default: false, describe: 'Print Markdown' },
    ...environmentOptions,
  },
  examples: [
    ['$0 report web --html release.html', 'the newest rollout of web'],
    ['$0 report 20261124-215326-3fa9 --markdown', 'for a pull request'],
  ],
  run: async (args, context) => {
    const { html, markdown, release } = args;
    if (release === undefined || (html !== undefined) === markdown) {
      throw new UserError(
        'USAGE',
        'report takes a release, and one of --html and --markdown',
        'Write ctl report SERVICE --html FILE, or ctl report SERVICE --markdown',
      );
    }
    const { readReport } = await import('../report/read');
    const { renderHtml } = await import('../report/html');
    const { renderMarkdown } = await import('../report/markdown');
    const found = await readReport(context, args.environment, release);
    const file = html === undefined ? undefined : resolve(context.cwd, html);
    if (file !== undefined) writeFileSync(file, renderHtml(found));
    return {
      document: { ...found },
      lines: () => (file === undefined ? renderMarkdown(found) : [`Wrote ${file}`]),
      exitCode: EXIT.ok,
    };
  },
});
