// `npm run bench`: the figures of docs/performance.md, measured side by side in one run; prints a table, writes JSON.
// With `--only` the other parts are those of the run before.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import yargs from 'yargs';
import { installing, missingPrograms } from '../test/helpers/needs';
import type { Program } from '../test/helpers/needs';
import { measureDrill } from './drill';
import { effectFigures } from './effect';
import type { Figure } from './figure';
import { rollbackFigures } from './rollback';
import { rollbackAllFigures } from './rollback-all';
import { shiftFigures } from './shift';
import { startUpFigures } from './start-up';
import { synthesisFigures } from './synthesis';
import { tableOf } from './table';
import { verdictFigures } from './verdict';

const SIZES = [1, 10, 100] as const;

interface Part {
  readonly needs: readonly Program[];
  readonly measure: () => Promise<Figure[]>;
}

const PARTS: Readonly<Record<string, Part>> = {
  'start-up': { needs: [], measure: startUpFigures },
  rollback: { needs: ['terraform', 'moto', 'aws'], measure: rollbackFigures },
  'rollback-all': { needs: ['moto'], measure: () => rollbackAllFigures(SIZES) },
  effect: { needs: [], measure: effectFigures },
  drill: { needs: [], measure: measureDrill },
  synthesis: { needs: [], measure: () => synthesisFigures(SIZES) },
  verdict: { needs: [], measure: verdictFigures },
  shift: { needs: ['terraform', 'moto'], measure: () => shiftFigures(SIZES) },
};

async function main(): Promise<void> {
  const args = await yargs(process.argv.slice(2))
    .scriptName('npm run bench --')
    .option('only', { type: 'string', array: true, choices: Object.keys(PARTS), describe: 'Parts to measure anew' })
    .option('json', { type: 'string', default: 'dist/bench.json', describe: 'File that the figures are written to' })
    .strict()
    .parseAsync();
  // The SDK's word on Node 20 would stand between the rows.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const file = resolve(args.json);
  const parts = args.only ? measuredBefore(file) : {};
  const missing = missingPrograms();
  for (const [name, { needs, measure }] of Object.entries(PARTS)) {
    if (args.only && !args.only.includes(name)) continue;
    const lacking = needs.filter((program) => missing.includes(program));
    if (lacking.length > 0) console.error(`${name} is left out: it needs ${installing(lacking)} on PATH`);
    else {
      console.error(`measuring ${name}`);
      parts[name] = await measure();
    }
  }
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  console.log(tableOf(Object.keys(PARTS).flatMap((name) => parts[name] ?? [])));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, parts }, null, 2)}\n`);
}

/** The figures of the run before, of which some parts are measured anew. */
function measuredBefore(file: string): Record<string, Figure[]> {
  if (!existsSync(file)) return {};
  const written = JSON.parse(readFileSync(file, 'utf8')) as { parts: Record<string, Figure[]> };
  return written.parts;
}

void main();
