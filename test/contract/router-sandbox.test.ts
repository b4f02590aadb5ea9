// The Router contract with the sandbox's control endpoint.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox';
import { environmentOf } from '../controller/aws/environment';
import { routerContract } from './router.contract';
import type { Place } from './router.contract';
import { CREDENTIALS } from '../helpers/credentials';

async function start(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'teal-contract-'));
  const sandbox = await startSandbox({
    port: 0,
    controlPort: 0,
    credentials: CREDENTIALS,
    stateDir: join(folder, 'state'),
    packagesDir: join(folder, 'packages'),
    log: () => undefined,
  });
  const ports = { port: sandbox.port, control_port: sandbox.controlPort };
  return { environment: environmentOf({ target: 'sandbox', sandbox: ports }), stop: () => sandbox.close() };
}

routerContract('the sandbox', start);
