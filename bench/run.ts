// `npm run bench`: measures the figures of docs/performance.md in one run; prints a table, writes JSON.
// With `--only` the other parts are taken from the last run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import yargs from 'yargs';
import { installing, missingPrograms } from '../test/helpers/needs';
import type { Program } from '../test/helpers/needs';
import { measureDrill } from './drill';
import { measureEffect } from './effect';
import type { Figure } from './figure';
import { measureLoad } from './load';
import { measureRollback } from './rollback';
import { measureRollbackAll } from './rollback-all';
import { measureRollbackFlat } from './rollback-flat';
import { measureSharedState } from './shared-state';
import { measureShift } from './shift';
import { measureStage } from './stage';
import { measureStartUp } from './start-up';
import { measureSynthesis } from './synthesis';
import { renderTables } from './table';
import type { Sheet } from './table';
import { measureUnchangedPlan } from './unchanged-plan';
import { verdictFigures } from './verdict';

const SIZES = [1, 10, 100] as const;

interface Part {
  readonly needs: readonly Program[];
  readonly measure: (options: Options) => Promise<(Figure | Sheet)[]>;
}

interface Options {
  /** Whether serverless-offline is installed, to compare with. */
  readonly serverlessOffline: boolean;
}

const PARTS: Readonly<Record<string, Part>> = {
  'start-up': { needs: [], measure: measureStartUp },
  rollback: { needs: ['terraform', 'moto', 'aws'], measure: measureRollback },
  'rollback-flat': { needs: ['moto'], measure: measureRollbackFlat },
  'rollback-all': { needs: ['moto'], measure: () => measureRollbackAll(SIZES) },
  'shared-state': { needs: ['moto', 'aws'], measure: measureSharedState },
  load: { needs: [], measure: ({ serverlessOffline }) => measureLoad(serverlessOffline) },
  effect: { needs: [], measure: measureEffect },
  drill: { needs: [], measure: measureDrill },
  synthesis: { needs: [], measure: () => measureSynthesis(SIZES) },
  verdict: { needs: [], measure: verdictFigures },
  shift: { needs: ['terraform', 'moto'], measure: () => measureShift(SIZES) },
  stage: { needs: ['terraform', 'moto'], measure: measureStage },
  'unchanged-plan': { needs: ['terraform', 'moto'], measure: measureUnchangedPlan },
};

async function main(): Promise<void> {
  const args = await yargs(process.argv.slice(2))
    .scriptName('npm run bench --')
    .option('only', { type: 'string', array: true, choices: Object.keys(PARTS), describe: 'Parts to measure again' })
    .option('json', { type: 'string', default: 'dist/bench.json', describe: 'File to write the figures to' })
    .option('serverless-offline', {
      type: 'boolean',
      default: false,
      describe: 'Install serverless-offline into a temporary folder, and load it too',
    })
    .strict()
    .parseAsync();
  // The SDK's warning about Node 20 would appear between the rows.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const file = resolve(args.json);
  const parts = args.only ? readLastRun(file) : {};
  for (const [name, { needs, measure }] of Object.entries(PARTS)) {
    if (args.only && !args.only.includes(name)) continue;
    const lacking = missingPrograms(needs);
    if (lacking.length > 0) console.error(`${name} is skipped: it needs ${installing(lacking)} on PATH`);
    else {
      console.error(`measuring ${name}`);
      parts[name] = await measure(args);
    }
  }
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  console.log(renderTables(Object.keys(PARTS).flatMap((name) => parts[name] ?? [])));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, parts }, null, 2)}\n`);
}

/** Reads the figures of the last run. */
function readLastRun(file: string): Record<string, (Figure | Sheet)[]> {
  if (!existsSync(file)) return {};
  const written = JSON.parse(readFileSync(file, 'utf8')) as { parts: Record<string, (Figure | Sheet)[]> };
  return written.parts;
}

void main();
