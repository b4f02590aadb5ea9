// A rollback of every service of an environment at once.
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import type { Moto } from '../test/helpers/moto';
import { awsProject } from './environments';
import type { Project } from './environments';
import { figuresOf } from './figure';
import type { Figure } from './figure';
import { inTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const ROUNDS = 10;

interface World {
  readonly moto: Moto;
  readonly project: Project;
}

/**
 * Rollbacks of whole environments of several sizes, every service at 50 % before, each on an emulator of AWS of its own: a real
 * load balancer takes the target groups of 50 services, and moto any number.
 */
export async function rollbackAllFigures(sizes: readonly number[]): Promise<Figure[]> {
  const worlds: World[] = [];
  const candidates: Record<string, Candidate> = {};
  try {
    for (const size of sizes) {
      const moto = await startMoto();
      const project = awsProject(size, moto.url, await makeListener(moto.url));
      worlds.push({ moto, project });
      await makeTargetGroups(project);
      candidates[`${size} service${size === 1 ? '' : 's'}`] = {
        before: () => moveTo(project, 50),
        run: () => project.ctl('rollback', '--all', '--no-reconcile'),
      };
    }
    const times = await inTurns(candidates, ROUNDS);
    return figuresOf('ctl rollback --all, accepted and read back, on an emulator of AWS', times);
  } finally {
    for (const { moto, project } of worlds) {
      await moto.stop();
      project.remove();
    }
  }
}
