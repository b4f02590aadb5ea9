// A process that simulates rows of whole rollouts, one after the other, as it is told.
import { SCENES as FALSE_PASSES } from './false-passes';
import { SCENES as FALSE_ROLLBACKS } from './false-rollbacks';
import { keepParsedDates } from './kept-dates';
import { runScene } from './rollout-row';
import type { Tally } from './rollout-row';

const TABLES = { 'false-rollbacks': FALSE_ROLLBACKS, 'false-passes': FALSE_PASSES };

/** A row by its table and its place in it. */
export interface Job {
  readonly table: keyof typeof TABLES;
  readonly index: number;
  readonly runs: number;
  readonly seed: number;
}

/** What is sent back. */
export interface Done {
  readonly tally?: Tally;
  readonly error?: string;
  readonly seconds: number;
}

function run({ table, index, runs, seed }: Job): Done {
  const start = process.cpuUsage();
  const seconds = (): number => process.cpuUsage(start).user / 1e6;
  const scene = TABLES[table][index];
  if (!scene) return { error: `${table} has no row ${index}`, seconds: 0 };
  try {
    return { tally: runScene(scene, { runs, seed }), seconds: seconds() };
  } catch (error) {
    return { error: String(error), seconds: seconds() };
  }
}

keepParsedDates();
process.on('message', (job: Job) => process.send?.(run(job)));
