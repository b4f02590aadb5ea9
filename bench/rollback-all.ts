// Measures a rollback of all services of an environment at once.
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import type { Moto } from '../test/helpers/moto';
import { createAwsProject, formatServices } from './environments';
import type { Project } from './environments';
import { ELBV2_RATE } from '../controller/core/rate-limit';
import { createCount, createFigures } from './figure';
import type { Figure, Target } from './figure';
import { measureInTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const ROUNDS = 10;

/** Milliseconds that the documented rate limit delays a rollback with one rule for each service. */
const computeWait = (services: number): number =>
  (Math.max(0, services - ELBV2_RATE.burst) * 1000) / ELBV2_RATE.perSecond;

/** At most 1.25 times the delay by the rate limit; without a delay, no slower than one service after the other. */
const createTarget = (services: number): Target =>
  computeWait(services) > 0
    ? { kind: 'at-most', value: computeWait(services) * 1.25 }
    : { kind: 'ratio-at-most', value: services };

interface Setup {
  readonly moto: Moto;
  readonly project: Project;
}

/**
 * Measures rollbacks of environments of several sizes, with every service at 50 % before. Each runs on its own emulator of AWS,
 * since a real load balancer has room for the target groups of 50 services only.
 */
export async function measureRollbackAll(sizes: readonly number[]): Promise<Figure[]> {
  const worlds: Setup[] = [];
  const candidates: Record<string, Candidate> = {};
  try {
    for (const size of sizes) {
      const moto = await startMoto();
      const project = createAwsProject(size, moto.url, await makeListener(moto.url));
      worlds.push({ moto, project });
      await makeTargetGroups(project);
      candidates[formatServices(size)] = {
        before: () => moveTo(project, 50),
        run: () => project.ctl('rollback', '--all', '--no-reconcile'),
      };
    }
    const times = await measureInTurns(candidates, ROUNDS);
    const targets = Object.fromEntries(sizes.slice(1).map((size) => [formatServices(size), createTarget(size)]));
    return [
      ...createFigures('ctl rollback --all, accepted and read back, on an emulator of AWS', times, targets),
      ...sizes.map((size) =>
        createCount(
          "Minimum wait because of the API's rate limit, included above",
          formatServices(size),
          computeWait(size),
          {
            unit: 'ms',
          },
        ),
      ),
    ];
  } finally {
    for (const { moto, project } of worlds) {
      await moto.stop();
      project.remove();
    }
  }
}
