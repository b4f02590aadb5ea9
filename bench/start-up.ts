// Compares ctl with a Node process that does nothing.
import { createFigures } from './figure';
import type { Figure, Targets } from './figure';
import { CTL, createSandboxProject } from './environments';
import { execute, measureInTurns } from './measure';

const ROUNDS = 21;
const TARGETS: Targets = {
  'ctl --help': { kind: 'ratio-at-most', value: 1.5 },
  'shell completion of a verb': { kind: 'ratio-at-most', value: 1.5 },
  'shell completion of a service': { kind: 'ratio-at-most', value: 1.5 },
  'ctl status, a live service': { kind: 'ratio-at-most', value: 2.5 },
  'ctl rollback, accepted and read back': { kind: 'ratio-at-most', value: 2 },
};

/** Measures help, completion, the status of a live service, and a rollback that changes a rule and reads it back. */
export async function measureStartUp(): Promise<Figure[]> {
  const project = await createSandboxProject(1);
  try {
    const times = await measureInTurns(
      {
        'node -e 0': { run: () => execute(process.execPath, ['-e', '0']) },
        'ctl --help': { run: () => execute(process.execPath, [CTL, '--help']) },
        'shell completion of a verb': {
          run: () => project.complete('ro'),
        },
        'shell completion of a service': {
          run: () => project.complete('rollback', ''),
        },
        'ctl status, a live service': { run: () => project.ctl('status') },
        'ctl status of one service, and whether a rollback would work': { run: () => project.ctl('status', 's0') },
        'ctl rollback, accepted and read back': {
          before: () => project.ctl('shift', '--green', '50'),
          run: () => project.ctl('rollback', '--no-reconcile'),
        },
      },
      ROUNDS,
    );
    return createFigures('Start-up, whole processes in the sandbox', times, TARGETS);
  } finally {
    project.remove();
  }
}
