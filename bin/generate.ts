// Writes the files that are made from the code; with --check, only names those that are not up to date (exit 1).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../environments/generated';
import { errorsPage } from './errors-page';

const root = join(__dirname, '..');
const check = process.argv.includes('--check');

for (const [name, content] of Object.entries({ ...generatedFiles(), 'docs/errors.md': errorsPage() })) {
  const file = join(root, name);
  if (read(file) === content) continue;
  if (check) {
    process.stderr.write(`${name} is not up to date: run npm run generate\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, content);
    process.stderr.write(`wrote ${name}\n`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
