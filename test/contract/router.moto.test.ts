// The Router contract with moto, an independent emulator of AWS.
import { describe, it } from '@jest/globals';
import { environmentOf } from '../controller/aws/environment';
import { hasMoto, startMoto } from '../helpers/moto';
import { makeLoadBalancer } from '../helpers/moto-load-balancer';
import { isRequired } from '../helpers/terraform';
import { routerContract } from './router.contract';
import type { Place } from './router.contract';

const REGION = 'us-east-1';

async function start(): Promise<Place> {
  const available = hasMoto();
  if (!available.ok) throw new Error(available.missing);
  const moto = await startMoto();
  const environment = environmentOf({ region: REGION, emulator_endpoint: moto.url });
  await makeLoadBalancer(environment);
  return { environment, stop: () => moto.stop() };
}

const available = hasMoto();

if (!available.ok && !isRequired()) {
  describe.skip(`the router over moto: ${available.missing}`, () => {
    it('keeps the contract', () => undefined);
  });
} else {
  routerContract('moto', start);
}
