// Creates a load balancer in moto, like the one of an environment's foundation.
import { clientConfig, loadSdk } from '../../controller/aws/clients';
import type { Environment } from '../../environments/schema';

/** Creates a load balancer named after the environment, with a listener on port 80 that answers 404. */
export async function makeLoadBalancer(environment: Environment): Promise<void> {
  const sdk = await loadSdk(() => import('@aws-sdk/client-elastic-load-balancing-v2'));
  const client = new sdk.ElasticLoadBalancingV2Client(clientConfig(environment, { env: {}, root: '' }));
  const Subnets = await defaultSubnets(environment.emulator_endpoint ?? '', environment.region);
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

/** Creates a role for functions in moto; returns its ARN. */
export async function makeRole(url: string, region: string): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const text = await query(url, region, 'iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: 'test',
    AssumeRolePolicyDocument,
  });
  return /<Arn>(.*?)<\/Arn>/.exec(text)?.[1] ?? '';
}

/** Lists the subnets of the default VPC. */
async function defaultSubnets(url: string, region: string): Promise<string[]> {
  const text = await query(url, region, 'ec2', { Action: 'DescribeSubnets', Version: '2016-11-15' });
  return [...text.matchAll(/<subnetId>(.*?)<\/subnetId>/g)].map((found) => found[1] ?? '').slice(0, 2);
}

/** Makes a call in the Query protocol. Without an SDK, since nothing else needs it. */
async function query(url: string, region: string, service: string, form: Record<string, string>): Promise<string> {
  const scope = `Credential=test/20260101/${region}/${service}/aws4_request`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams(form),
  });
  return answer.text();
}
