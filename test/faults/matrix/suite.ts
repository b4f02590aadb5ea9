// Runs the suites of the matrix with Jest: every row of one suite.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { countRows, writeCounts } from './counts';
import { make } from './make';
import { openStage, prepare } from './prepare';
import type { Prepared, Stage } from './prepare';
import { describeRow, rowsOf } from './rows';
import type { Row } from './rows';
import { SUITES } from './suites';
import type { Suite, SuiteName } from './suites';
import { openWire } from './wire';

/** No row depends on how fast the machine is: this is the time of all rows of a verb. */
const PATIENCE_MS = 3 * 3_600_000;

/** A part of the line of a row, to make only those. */
const ONLY = process.env['MATRIX_ONLY'] ?? '';

/** A suite that is open. */
interface Opened {
  readonly stage: Stage;
  close(): Promise<void>;
}

/** Opens the world of a suite. */
async function openSuite({ open }: Suite): Promise<Opened> {
  const wire = await openWire();
  const stage = openStage(await open(wire));
  return {
    stage,
    close: async () => {
      for (const kept of stage.states.values()) kept.remove();
      await stage.world.close();
      wire.close();
    },
  };
}

/** Declares a test for each verb of a suite, which makes each of its rows, and keeps how many there were when all are green. */
export function testEveryRow(name: SuiteName): void {
  const suite: Suite = SUITES[name];
  const green: Row[] = [];
  const take = takerOf(suite);
  let opened: Opened;
  let isGreen = true;
  beforeAll(async () => {
    opened = await openSuite(suite);
  }, PATIENCE_MS);
  afterAll(() => opened.close());

  it.each(suite.verbs)(
    '$line, from $from: whatever fails, users keep their version, and what the error says leads to the end',
    async (verb) => {
      const before = isGreen;
      isGreen = false;
      const prepared = await prepare(opened.stage, verb);
      const rows = take(rowsOf(prepared, suite));
      const problems = await makeAll(prepared, rows, green);
      print(`${name}: ctl ${verb.line} (${verb.from}): ${rows.length} rows`);
      expect(problems).toEqual([]);
      isGreen = before;
    },
    PATIENCE_MS,
  );

  it('keeps how many rows there were', () => {
    print(`${name}: ${green.length} rows are green`);
    if (isGreen && ONLY === '') writeCounts(name, countRows(green));
  });
}

/** Makes rows; returns what is wrong after any of them, and adds the others to `green`. */
async function makeAll(prepared: Prepared, rows: readonly Row[], green: Row[]): Promise<string[]> {
  const problems: string[] = [];
  for (const row of rows) {
    const wrong = await make(prepared, row);
    if (wrong.length === 0) green.push(row);
    else print(wrong.join('\n'));
    problems.push(...wrong);
  }
  return problems;
}

/** Takes the rows to make: those of each call and program, and those of each operation on a file in the first verb that has it. */
function takerOf({ kind }: Suite): (rows: readonly Row[]) => readonly Row[] {
  const taken = new Set<string>();
  return (rows) => {
    const taking = rows.filter((row) => describeRow(row).includes(ONLY) && !taken.has(row.point.name));
    if (kind === 'file') for (const { point } of taking) taken.add(point.name);
    return taking;
  };
}

/** Prints a line at once: Jest keeps what console prints until the end. */
const print = (line: string): void => void process.stdout.write(`${line}\n`);
