// ctl rollout: a release in steps that is evaluated, and rolled back when it fails.
import type { Register } from '../../command-line/define-command';
import { rolloutAbort } from './abort';
import { rolloutApprove } from './approve';
import { rolloutPause } from './pause';
import { rolloutPlan } from './plan';
import { rolloutResume } from './resume';
import { rolloutRetry } from './retry';
import { rolloutStart } from './start';
import { rolloutStatus } from './status';

export const rollout: Register = (cli, parsing) => {
  parsing.offer('rollout');
  cli.command('rollout', 'Move traffic step by step, watch the metrics, and roll back when they fail', (verb) => {
    parsing.enter('rollout', []);
    const verbs = [
      rolloutPlan,
      rolloutStart,
      rolloutStatus,
      rolloutPause,
      rolloutResume,
      rolloutApprove,
      rolloutAbort,
      rolloutRetry,
    ];
    for (const register of verbs) register(verb, parsing);
    return verb
      .demandCommand(1, 'rollout needs a verb: plan, start, status, pause, resume, approve, abort or retry')
      .example('$0 rollout start web', 'by the strategy of the environment file');
  });
};
