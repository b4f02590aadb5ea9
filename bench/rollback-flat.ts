// Measures a rollback of one service: alone on its listener, and among others.
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import { createAwsProject, formatServices } from './environments';
import { createFigures } from './figure';
import type { Figure } from './figure';
import { measureInTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const ROUNDS = 15;
const SIZES = [1, 48] as const;

/** Measures whole processes. Each size has its own emulator of AWS. */
export async function measureRollbackFlat(): Promise<Figure[]> {
  const stops: (() => Promise<void>)[] = [];
  const candidates: Record<string, Candidate> = {};
  try {
    for (const size of SIZES) {
      const moto = await startMoto();
      const project = createAwsProject(size, moto.url, await makeListener(moto.url));
      stops.push(async () => {
        project.remove();
        await moto.stop();
      });
      await makeTargetGroups(project);
      candidates[`one of ${formatServices(size)}`] = {
        before: () => moveTo(project, 50),
        run: () => project.ctl('rollback', 's0', '--no-reconcile'),
      };
    }
    const times = await measureInTurns(candidates, ROUNDS);
    const target = { kind: 'within', percent: 15 } as const;
    return createFigures('ctl rollback of one service, by the size of its listener, on an emulator of AWS', times, {
      'one of 48 services': target,
    });
  } finally {
    for (const stop of stops) await stop();
  }
}
