// ctl sandbox: the sandbox, a load balancer on this machine.
import type { Register } from '../../command-line/define-command';
import { sandboxDown } from './down';
import { sandboxEnv } from './env';
import { sandboxStatus } from './status';
import { sandboxUp } from './up';

export const sandbox: Register = (cli, parsing) => {
  parsing.offer('sandbox');
  cli.command('sandbox', 'Run a load balancer on this machine', (verb) => {
    parsing.enter('sandbox', []);
    for (const register of [sandboxUp, sandboxDown, sandboxStatus, sandboxEnv]) register(verb, parsing);
    return verb
      .demandCommand(1, 'sandbox needs a verb: up, down, status or env')
      .example('$0 sandbox up --detach', 'starts it');
  });
};
