// Writes the files that are made from the code, or those named as arguments; with --check, only names those that are not up to
// date (exit 1).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../environments/generated';
import { errorsPage } from './errors-page';
import { drawHouse } from './house';
import { billOfMaterials, licencesPage } from './supply-chain';

const root = join(__dirname, '..');
const check = process.argv.includes('--check');
const wanted = process.argv.slice(2).filter((argument) => argument !== '--check');

const FILES: Readonly<Record<string, () => string | Promise<string>>> = {
  ...Object.fromEntries(Object.entries(generatedFiles()).map(([name, content]) => [name, () => content])),
  'docs/errors.md': errorsPage,
  'docs/images/house.svg': drawHouse,
  'docs/licences.md': licencesPage,
  'docs/sbom.cdx.json': billOfMaterials,
};

async function main(): Promise<void> {
  for (const [name, make] of Object.entries(FILES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const file = join(root, name);
    const content = await make();
    if (read(file) === content) continue;
    if (check) {
      process.stderr.write(`${name} is not up to date: run npm run generate\n`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, content);
      process.stderr.write(`wrote ${name}\n`);
    }
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

void main();
