// The suites of the matrix: some verbs in one world, and one kind of points. A run in CI makes a sample of the rows, and MATRIX=full all.
import { expect } from '@jest/globals';
import { openAwsWorld } from './aws-world';
import { openProgramsWorld } from './programs-world';
import { openStage, prepare } from './prepare';
import type { Prepared } from './prepare';
import { make } from './make';
import { rowsOf, sample } from './rows';
import type { Row } from './rows';
import type { Kind } from './scope';
import { AWS, CODE, LOOKS, PROGRAMS, ROLLOUTS, TRAFFIC } from './verbs';
import type { Verb } from './verbs';
import { openWire } from './wire';
import type { Wire } from './wire';
import { openWorld } from './worlds';
import type { MatrixWorld } from './worlds';

interface Suite {
  readonly open: (wire: Wire) => Promise<MatrixWorld>;
  readonly verbs: readonly Verb[];
  readonly kind: Kind;
  /** Whether the sample has the points of every verb; else those that another verb has too are in it once. */
  readonly perVerb: boolean;
}

/** By name. */
export const SUITES = {
  'calls of verbs that move traffic': { open: openWorld, verbs: TRAFFIC, kind: 'call', perVerb: true },
  'calls of verbs that change code': { open: openWorld, verbs: [...CODE, ...LOOKS], kind: 'call', perVerb: true },
  'calls of rollouts': { open: openWorld, verbs: ROLLOUTS, kind: 'call', perVerb: false },
  'calls to AWS': { open: openAwsWorld, verbs: AWS, kind: 'call', perVerb: false },
  'files of verbs': { open: openWorld, verbs: [...TRAFFIC, ...CODE, ...LOOKS], kind: 'file', perVerb: false },
  'files of rollouts': { open: openWorld, verbs: ROLLOUTS, kind: 'file', perVerb: false },
  programs: { open: openProgramsWorld, verbs: PROGRAMS, kind: 'program', perVerb: true },
  Terraform: { open: openAwsWorld, verbs: AWS, kind: 'program', perVerb: false },
} as const satisfies Record<string, Suite>;

export type SuiteName = keyof typeof SUITES;

/** What a suite makes, and how many rows there are in all. */
export interface Plan {
  readonly prepared: readonly Prepared[];
  readonly rows: readonly Row[];
  readonly all: readonly Row[];
  close(): Promise<void>;
}

/** Runs every verb of a suite without a fault, and plans its rows. */
export async function plan(name: SuiteName): Promise<Plan> {
  const { open, verbs, kind, perVerb }: Suite = SUITES[name];
  const wire = await openWire();
  const stage = openStage(await open(wire));
  const close = async (): Promise<void> => {
    for (const kept of stage.states.values()) kept.remove();
    await stage.world.close();
    wire.close();
  };
  try {
    const prepared: Prepared[] = [];
    for (const verb of verbs) prepared.push(await prepare(stage, verb));
    const all = prepared.flatMap((one) => rowsOf(one, kind));
    return { prepared, all, rows: process.env['MATRIX'] === 'full' ? all : sample(all, perVerb), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes the rows of a suite, and expects that nothing is wrong after any of them. Prints how many there were. */
export async function makeRows(name: SuiteName): Promise<void> {
  const planned = await plan(name);
  const problems: string[] = [];
  for (const one of planned.prepared) {
    for (const row of planned.rows.filter(({ verb }) => verb === one.verb)) problems.push(...(await make(one, row)));
  }
  await planned.close();
  process.stdout.write(`${name}: ${planned.rows.length} of ${planned.all.length} rows\n`);
  expect(problems).toEqual([]);
}
