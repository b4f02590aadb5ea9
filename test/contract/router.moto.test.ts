// The Router contract with moto, an independent emulator of AWS.
import { environmentOf } from '../controller/aws/environment';
import { startMoto } from '../helpers/moto';
import { makeLoadBalancer } from '../helpers/moto-load-balancer';
import { routerContract } from './router.contract';
import type { Place } from './router.contract';

const REGION = 'us-east-1';

async function start(): Promise<Place> {
  const moto = await startMoto();
  const environment = environmentOf({ region: REGION, emulator_endpoint: moto.url });
  await makeLoadBalancer(environment);
  return { environment, stop: () => moto.stop() };
}

routerContract('moto', start);
