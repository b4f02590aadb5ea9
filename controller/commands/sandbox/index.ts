// ctl sandbox: the sandbox, a load balancer on this machine.
import type { Register } from '../../command-line/define-command';
import { sandboxDown } from './down';
import { sandboxEnv } from './env';
import { sandboxLoad } from './load';
import { sandboxStatus } from './status';
import { sandboxUp } from './up';

export const sandbox: Register = (cli, choose) => {
  cli.command('sandbox', 'Run a load balancer on this machine', (verb) => {
    for (const register of [sandboxUp, sandboxDown, sandboxStatus, sandboxEnv, sandboxLoad]) register(verb, choose);
    return verb
      .demandCommand(1, 'sandbox needs a verb: up, down, status, env or load')
      .example('$0 sandbox up --detach', 'starts it');
  });
};
