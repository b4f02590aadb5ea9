// `npm run faults`: makes every row of the matrix of faults, or those of the suites that are named, and writes the counts into
// docs/fault-matrix.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readCounts } from '../test/faults/matrix/counts';
import { renderCounts } from '../test/faults/matrix/page';

const root = join(__dirname, '..');
const PAGE = join(root, 'docs/fault-matrix.md');

/** The lines of the page between which the counts are written. */
const BEGIN = '<!-- the last full run -->';
const END = '<!-- end of the last full run -->';

async function main(): Promise<void> {
  const suites = process.argv.slice(2).map((name) => `test/faults/every/${name}.ts`);
  const jest = ['node_modules/jest/bin/jest.js', '--config', 'jest.faults.config.js', ...suites];
  const { status } = spawnSync(process.execPath, jest, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
  if (status !== 0) return;
  const counts = renderCounts(readCounts(), new Date().toISOString().slice(0, 10));
  process.stdout.write(`\n${counts}`);
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  const text = `${page.slice(0, begin)}${BEGIN}\n\n${counts}\n${page.slice(end)}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

void main();
