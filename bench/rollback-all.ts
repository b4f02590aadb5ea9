// A rollback of every service of an environment at once.
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import type { Moto } from '../test/helpers/moto';
import { awsProject, servicesText } from './environments';
import type { Project } from './environments';
import { ELBV2_RATE } from '../controller/core/rate-limit';
import { countOf, figuresOf } from './figure';
import type { Figure, Target } from './figure';
import { inTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const ROUNDS = 10;

/** Milliseconds that the documented rate makes so many changes wait, one rule a service. */
const waitOf = (services: number): number => (Math.max(0, services - ELBV2_RATE.burst) * 1000) / ELBV2_RATE.perSecond;

/** Where the rate makes ctl wait, that and a quarter more at most; elsewhere no worse than one service after the other. */
const targetOf = (services: number): Target =>
  waitOf(services) > 0
    ? { kind: 'at-most', value: waitOf(services) * 1.25 }
    : { kind: 'ratio-at-most', value: services };

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
      candidates[servicesText(size)] = {
        before: () => moveTo(project, 50),
        run: () => project.ctl('rollback', '--all', '--no-reconcile'),
      };
    }
    const times = await inTurns(candidates, ROUNDS);
    const targets = Object.fromEntries(sizes.slice(1).map((size) => [servicesText(size), targetOf(size)]));
    return [
      ...figuresOf('ctl rollback --all, accepted and read back, on an emulator of AWS', times, targets),
      ...sizes.map((size) =>
        countOf("Of which the API's rate makes ctl wait, at the least", servicesText(size), waitOf(size), {
          unit: 'ms',
        }),
      ),
    ];
  } finally {
    for (const { moto, project } of worlds) {
      await moto.stop();
      project.remove();
    }
  }
}
