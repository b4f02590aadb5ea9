// ctl rollout: a release that moves by itself, watches, and goes back on its own.
import type { Register } from '../command';
import { rolloutAbort } from './rollout-abort';
import { rolloutApprove } from './rollout-approve';
import { rolloutPause } from './rollout-pause';
import { rolloutResume } from './rollout-resume';
import { rolloutRetry } from './rollout-retry';
import { rolloutStart } from './rollout-start';
import { rolloutStatus } from './rollout-status';

export const rollout: Register = (cli, choose) => {
  cli.command('rollout', 'Move traffic step by step, watch, and go back when it fails', (verb) => {
    const verbs = [
      rolloutStart,
      rolloutStatus,
      rolloutPause,
      rolloutResume,
      rolloutApprove,
      rolloutAbort,
      rolloutRetry,
    ];
    for (const register of verbs) register(verb, choose);
    return verb
      .demandCommand(1, 'rollout needs a verb: start, status, pause, resume, approve, abort or retry')
      .example('$0 rollout start web', 'by the strategy of the environment file');
  });
};
