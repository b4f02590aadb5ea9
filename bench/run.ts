// `npm run bench`: the figures of docs/performance.md, measured side by side in one run; prints a table, writes JSON.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { projectOf } from './environments';
import { execute, inTurns } from './measure';
import { shiftFigures } from './shift';

const repository = join(__dirname, '..');
const SIZES = [1, 10, 100] as const;
const ctl = join(repository, 'bin/ctl.js');

/** One figure: what was measured, how much, and against what. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'resources';
  /** The value divided by that of the first figure of its group. */
  readonly ratio: number;
}

/** Synthesis of a whole environment, cdktf already loaded. */
async function synthesisFigures(): Promise<Figure[]> {
  const projects = SIZES.map((size) => projectOf(size, 'http://127.0.0.1:1'));
  const candidates = projects.map((root, index) => {
    const { environment } = loadEnvironment(join(root, `environments/bench${SIZES[index]}.yaml`));
    const outdir = join(root, 'cdktf.out');
    return [`synthesis, ${SIZES[index]} services`, () => synthesise([environment], { root, outdir })] as const;
  });
  const figures = toFigures(await inTurns(Object.fromEntries(candidates), 5));
  projects.forEach((root) => rmSync(root, { recursive: true }));
  return figures;
}

/** Whole processes from start to end. */
async function startUpFigures(): Promise<Figure[]> {
  const root = projectOf(1, 'http://127.0.0.1:1');
  rmSync(join(root, 'environments/bench1.yaml'));
  cpSync(join(repository, 'environments/sandbox.yaml'), join(root, 'environments/sandbox.yaml'));
  const up = (...args: string[]): string => execute(process.execPath, [ctl, 'sandbox', ...args, '--root', root], root);
  up('up', '--detach');
  try {
    execute(process.execPath, [ctl, 'deploy', '--yes', '--root', root], root);
    const candidates = {
      'node -e 0': () => execute(process.execPath, ['-e', '0']),
      'ctl --help': () => execute(process.execPath, [ctl, '--help']),
      'ctl status (2 services, live)': () => execute(process.execPath, [ctl, 'status', '--root', root]),
    };
    return toFigures(await inTurns(candidates, 11));
  } finally {
    up('down');
    rmSync(root, { recursive: true });
  }
}

function toFigures(medians: Readonly<Record<string, number>>): Figure[] {
  const [base = NaN] = Object.values(medians);
  return Object.entries(medians).map(([what, value]) => ({ what, value, unit: 'ms', ratio: value / base }));
}

async function main(): Promise<void> {
  const groups = [await startUpFigures(), await synthesisFigures(), await shiftFigures(SIZES)];
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  for (const group of groups) {
    for (const { what, value, unit, ratio } of group) {
      console.log(`${what.padEnd(48)} ${value.toFixed(0).padStart(8)} ${unit.padEnd(10)} ${ratio.toFixed(2)}×`);
    }
  }
  mkdirSync(join(repository, 'dist'), { recursive: true });
  writeFileSync(
    join(repository, 'dist/bench.json'),
    `${JSON.stringify({ machine, figures: groups.flat() }, null, 2)}\n`,
  );
}

void main();
