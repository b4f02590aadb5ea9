// Calls that the sandbox and moto answer differently: compares every row of the table in docs/emulators.md with the real answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findListener } from '../../controller/aws/find-listener';
import { openElbv2 } from '../../controller/aws/elbv2';
import { startSandbox } from '../../sandbox';
import { environmentOf } from '../controller/aws/environment';
import { makeListener } from '../helpers/listener';
import { startMoto } from '../helpers/moto';
import { testContext } from './context';
import { DIFFERENCES } from './differences';
import type { Side } from './differences';
import { CREDENTIALS } from '../helpers/credentials';

const clientOf = (endpoint: string): ElasticLoadBalancingV2Client =>
  new ElasticLoadBalancingV2Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

async function moto(): Promise<Side> {
  const started = await startMoto();
  return { client: clientOf(started.url), listener: await makeListener(started.url), stop: () => started.stop() };
}

async function sandbox(): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), 'teal-differences-'));
  const started = await startSandbox({
    port: 0,
    controlPort: 0,
    credentials: CREDENTIALS,
    stateDir: join(folder, 'state'),
    packagesDir: join(folder, 'packages'),
    log: () => undefined,
  });
  const ports = { port: started.port, control_port: started.controlPort };
  const environment = environmentOf({ target: 'sandbox', sandbox: ports });
  const listener = await findListener(await openElbv2(environment, testContext(folder)), environment);
  const stop = async (): Promise<void> => {
    await started.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { client: clientOf(`http://127.0.0.1:${started.controlPort}`), listener, stop };
}

const readError = async (call: Promise<unknown>): Promise<string | undefined> => {
  try {
    await call;
    return undefined;
  } catch (error) {
    return String(Reflect.get(Object(error), 'name')).replace(/Exception$/, '');
  }
};

describe('the sandbox and moto, with the same call', () => {
  let sides: { readonly sandbox: Side; readonly moto: Side };
  beforeAll(async () => {
    sides = { sandbox: await sandbox(), moto: await moto() };
  }, 120_000);
  afterAll(async () => {
    await sides.sandbox.stop();
    await sides.moto.stop();
  });

  it.each(DIFFERENCES)('$call', async ({ run, sandbox: ours, moto: theirs }) => {
    expect({ sandbox: await readError(run(sides.sandbox)), moto: await readError(run(sides.moto)) }).toEqual({
      sandbox: ours,
      moto: theirs,
    });
  });
});
