// A few rows of the matrix of faults, of one suite of each kind, chosen by a seed that is printed; MATRIX_SEED repeats them.
// `npm run faults` makes every row.
import './matrix/instrument';
import { expect, it } from '@jest/globals';
import { seededRandom } from '../../sandbox/faults/random';
import { make } from './matrix/make';
import { prepare } from './matrix/prepare';
import { describeRow, rowsOf } from './matrix/rows';
import { openSuite, print } from './matrix/suite';
import { SUITES, SUITE_NAMES } from './matrix/suites';
import type { Suite } from './matrix/suites';

const SEED = Number(process.env['MATRIX_SEED'] ?? Date.now() % 1_000_000);
const VERBS = 1;
const ROWS = 6;
/** No row depends on how fast the machine is. */
const PATIENCE_MS = 600_000;

const random = seededRandom(SEED);
const KINDS = ['call', 'file', 'program'] as const;
const chosen = KINDS.flatMap((kind) =>
  choose(
    SUITE_NAMES.filter((name) => SUITES[name].kind === kind),
    1,
  ),
);

it.each(chosen)(
  'makes a few rows of %s',
  async (name) => {
    const suite: Suite = SUITES[name];
    const opened = await openSuite(suite);
    const problems: string[] = [];
    for (const verb of choose(suite.verbs, VERBS)) {
      const prepared = await prepare(opened.stage, verb);
      for (const row of choose(rowsOf(prepared, suite), ROWS)) {
        print(`MATRIX_SEED=${SEED} ${describeRow(row)}`);
        problems.push(...(await make(prepared, row)));
      }
    }
    await opened.close();
    expect(problems).toEqual([]);
  },
  PATIENCE_MS,
);

/** Chooses so many of some, or all where there are fewer. */
function choose<T>(all: readonly T[], count: number): T[] {
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}
