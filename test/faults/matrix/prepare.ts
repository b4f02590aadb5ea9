// Prepares a verb of the matrix: its state, and what it does without a fault.
import { checkAgreement, readFiles } from './invariants';
import { keep } from './keep';
import type { Kept } from './keep';
import type { Point } from './scope';
import { STATES } from './verbs';
import type { Verb } from './verbs';
import type { MatrixWorld } from './worlds';

/** A world with the states that verbs begin from, each made once. */
export interface Stage {
  readonly world: MatrixWorld;
  readonly states: Map<string, Kept>;
}

/** A verb in its state, and what it does without a fault. */
export interface Prepared {
  readonly verb: Verb;
  readonly stage: Stage;
  readonly points: readonly Point[];
  readonly code: number;
  readonly files: string;
}

/** Makes the state of a verb, from that of the first command lines where another verb has made it. */
export async function enter({ world, states }: Stage, { from }: Verb): Promise<void> {
  const steps = STATES[from];
  for (let made = steps.length; made >= 0; made--) {
    const kept = states.get(nameOf(steps.slice(0, made)));
    if (!kept) continue;
    await kept.restore();
    for (const [index, step] of steps.entries()) {
      if (index < made) continue;
      if (typeof step === 'function') step(world);
      else await world.must(step);
      states.set(nameOf(steps.slice(0, index + 1)), keep(world));
    }
    return;
  }
}

const nameOf = (steps: readonly unknown[]): string =>
  steps.map((step) => (typeof step === 'function' ? String(step) : JSON.stringify(step))).join('\n');

/** Keeps a new world, before anything was done in it. */
export const openStage = (world: MatrixWorld): Stage => ({
  world,
  states: new Map([['', keep(world)]]),
});

/** Runs a verb once without a fault. */
export async function prepare(stage: Stage, verb: Verb): Promise<Prepared> {
  const { world } = stage;
  await enter(stage, verb);
  const { code, err, run } = await world.run(verb.line);
  if (code !== (verb.exit ?? 0)) throw new Error(`ctl ${verb.line} ends with ${code}: ${err}`);
  const problems = verb.looks ? [] : await checkAgreement(world);
  if (problems.length > 0) throw new Error(`ctl ${verb.line}: ${problems.join('; ')}`);
  return { verb, stage, points: run.points, code, files: readFiles(world) };
}
