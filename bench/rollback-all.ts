// A rollback of every service of an environment at once.
import { sandboxProject } from './environments';
import { figuresOf } from './figure';
import type { Figure } from './figure';
import { inTurns } from './measure';

const ROUNDS = 10;

/** Rollbacks of whole environments of several sizes, in the sandbox. */
export async function rollbackAllFigures(sizes: readonly number[]): Promise<Figure[]> {
  const projects: { size: number; project: Awaited<ReturnType<typeof sandboxProject>> }[] = [];
  try {
    for (const size of sizes) projects.push({ size, project: await sandboxProject(size) });
    const candidates = projects.map(({ size, project }) => [
      `${size} service${size === 1 ? '' : 's'}`,
      {
        before: () => project.ctl('shift', '--all', '--green', '50'),
        run: () => project.ctl('rollback', '--all', '--no-reconcile'),
      },
    ]);
    const times = await inTurns(Object.fromEntries(candidates) as Parameters<typeof inTurns>[0], ROUNDS);
    return figuresOf('ctl rollback --all, whole processes in the sandbox', times);
  } finally {
    projects.forEach(({ project }) => project.remove());
  }
}
