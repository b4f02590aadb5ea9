// How long ctl takes beside a Node that does nothing: whole processes.
import { figuresOf } from './figure';
import type { Figure } from './figure';
import { CTL, sandboxProject } from './environments';
import { execute, inTurns } from './measure';

const ROUNDS = 21;

/** Help, completion, the status of a live service, and a rollback that changes a rule and reads it back. */
export async function startUpFigures(): Promise<Figure[]> {
  const project = await sandboxProject(1);
  try {
    const times = await inTurns(
      {
        'node -e 0': { run: () => execute(process.execPath, ['-e', '0']) },
        'ctl --help': { run: () => execute(process.execPath, [CTL, '--help']) },
        'shell completion of a verb': {
          run: () => execute(process.execPath, [CTL, '--get-yargs-completions', 'ctl', 'ro'], project.root),
        },
        'ctl status, a live service': { run: () => project.ctl('status') },
        'ctl rollback, accepted and read back': {
          before: () => project.ctl('shift', '--green', '50'),
          run: () => project.ctl('rollback', '--no-reconcile'),
        },
      },
      ROUNDS,
    );
    return figuresOf('Start-up, whole processes in the sandbox', times);
  } finally {
    project.remove();
  }
}
