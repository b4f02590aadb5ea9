// The Router contract against moto, an emulator of AWS that is not ours.
import { describe, it } from '@jest/globals';
import { clientConfig, loadSdk } from '../../controller/aws/clients';
import type { Environment } from '../../environments/schema';
import { environmentOf } from '../controller/aws/environment';
import { hasMoto, startMoto } from '../helpers/moto';
import { isRequired } from '../helpers/terraform';
import { routerContract } from './router.contract';
import type { Place } from './router.contract';

const REGION = 'us-east-1';

async function start(): Promise<Place> {
  const available = hasMoto();
  if (!available.ok) throw new Error(available.missing);
  const moto = await startMoto();
  const environment = environmentOf({ region: REGION, emulator_endpoint: moto.url });
  await makeLoadBalancer(environment, await defaultSubnets(moto.url));
  return { environment, stop: () => moto.stop() };
}

async function makeLoadBalancer(environment: Environment, Subnets: string[]): Promise<void> {
  const sdk = await loadSdk(() => import('@aws-sdk/client-elastic-load-balancing-v2'));
  const client = new sdk.ElasticLoadBalancingV2Client(clientConfig(environment, {}));
  const made = await client.send(new sdk.CreateLoadBalancerCommand({ Name: environment.name, Subnets }));
  const NotFound = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;
  await client.send(
    new sdk.CreateListenerCommand({
      LoadBalancerArn: made.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [NotFound],
    }),
  );
}

/** The subnets of the default VPC; asked without the EC2 SDK, which nothing else needs. */
async function defaultSubnets(url: string): Promise<string[]> {
  const scope = `Credential=test/20260101/${REGION}/ec2/aws4_request`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: 'DescribeSubnets', Version: '2016-11-15' }),
  });
  return [...(await answer.text()).matchAll(/<subnetId>(.*?)<\/subnetId>/g)].map((found) => found[1] ?? '').slice(0, 2);
}

const available = hasMoto();

if (!available.ok && !isRequired()) {
  describe.skip(`the router over moto: ${available.missing}`, () => {
    it('keeps the contract', () => undefined);
  });
} else {
  routerContract('moto', start);
}
