// Creates a load balancer with a listener in an emulator of AWS. Through the SDK this takes less than the minute that Terraform waits.
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

const REGION = 'us-east-1';

/** Creates a load balancer in the default VPC; returns the ARN of its only listener, on HTTP. */
export async function makeListener(url: string): Promise<string> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new ElasticLoadBalancingV2Client({ endpoint: url, region: REGION, credentials });
  const Subnets = await defaultSubnets(url);
  const made = await client.send(new CreateLoadBalancerCommand({ Name: 'existing', Subnets }));
  const listening = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: made.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return listening.Listeners?.[0]?.ListenerArn ?? '';
}

/** Lists the subnets of the default VPC. Without the EC2 SDK, since nothing else needs it. */
async function defaultSubnets(url: string): Promise<string[]> {
  const scope = `Credential=test/20260101/${REGION}/ec2/aws4_request`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: 'DescribeSubnets', Version: '2016-11-15' }),
  });
  return [...(await answer.text()).matchAll(/<subnetId>(.*?)<\/subnetId>/g)].map((found) => found[1] ?? '').slice(0, 2);
}
