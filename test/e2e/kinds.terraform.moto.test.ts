// A color goes from a package to an image and back while the other one serves, through real Terraform against an emulator of AWS.
import { readFileSync } from 'node:fs';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy as IamPolicy } from '../../controller/iam/policy';
import { refusedBy } from '../helpers/policy-check';
import { createWorld } from './world';
import type { Finished, World } from './world';

/** Ends a step that hangs. Long, so that no step fails because the machine is busy. */
const LONG = 15 * 60_000;

const STACK = 'test-web';
const PACKAGE = ['--package', 'examples/hello-node/v2'];

/** Everything that Terraform changes when green goes from one kind of code to the other. */
const REPLACED = [
  'delete+create aws_lambda_alias.alias-green',
  'delete+create aws_lambda_function.function-green',
  'delete+create aws_lambda_permission.keep-warm-permission-green',
  'delete+create aws_lambda_permission.permission-green',
  'delete+create aws_lb_target_group_attachment.attachment-green',
  'update aws_cloudwatch_event_target.keep-warm-green',
];

interface Statement {
  readonly Sid: string;
}

/** What makes up a color in AWS. */
interface LiveColor {
  readonly packageType: string | undefined;
  readonly lastModified: string | undefined;
  readonly version: string | undefined;
  /** The statements that let others invoke the alias, by their ids. */
  readonly policy: readonly Statement[];
  readonly alias: string | undefined;
  readonly targetGroup: string | undefined;
  readonly targets: readonly (string | undefined)[];
}

describe('a color that goes from a package to an image and back', () => {
  let world: World;
  let endpoint: string;
  let image: string;
  let blue: LiveColor;
  let green: LiveColor;

  beforeAll(async () => {
    world = await createWorld(['web']);
    const text = readFileSync(world.file, 'utf8');
    endpoint = /emulator_endpoint: (\S+)/.exec(text)?.[1] ?? '';
    image = await pushImage(endpoint);
    await succeeds(world.ctl('deploy', '--yes'));
    await succeeds(world.ctl('stage', 'web', ...PACKAGE, '--yes'));
    [blue, green] = await Promise.all([readColor(endpoint, 'blue'), readColor(endpoint, 'green')]);
  }, LONG);
  afterAll(async () => {
    await world?.stop();
  }, LONG);

  const succeeds = async (running: Promise<Finished>): Promise<Finished> => {
    const finished = await running;
    if (finished.code !== 0) throw new Error(`exit ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  };

  it.each([
    { name: 'from a package to an image', kind: 'Image', code: () => ['--image', image], field: 'green_image: ' },
    { name: 'from an image to a package', kind: 'Zip', code: () => PACKAGE, field: 'green_package: ' },
  ])(
    'goes $name in one step, and nothing of the other color changes',
    async ({ kind, code, field }) => {
      await succeeds(world.ctl('stage', 'web', ...code(), '--yes'));
      expect(await world.applied(STACK)).toEqual(REPLACED);
      expect(await world.pending(STACK)).toEqual([]);
      expect(readFileSync(world.file, 'utf8').match(/green_(?:image|package): /g)).toEqual([field]);

      expect(await readColor(endpoint, 'blue')).toEqual(blue);
      const { alias, policy, targetGroup, targets } = green;
      expect(await readColor(endpoint, 'green')).toEqual({
        ...{ packageType: kind, version: '1', lastModified: expect.any(String) },
        ...{ alias, policy, targetGroup, targets },
      });
      const answers = await world.request('web', 50);
      expect(answers).toMatchObject({ failures: {}, versions: { v1: answers.total } });
    },
    LONG,
  );

  it(
    'needs no call that the policy of ctl iam-policy refuses',
    async () => {
      const { stdout } = await succeeds(world.ctl('iam-policy', '--level', 'full'));
      const policy = JSON.parse(stdout) as IamPolicy;
      const calls = world.calls.filter(({ verb }) => verb === 'stage');
      // Terraform asks for its user only because an emulator's credentials are not checked by STS.
      expect(refusedBy(policy, calls)).toEqual(['iam:GetUser *']);
    },
    LONG,
  );
});

/** What tests of an emulator sign in with. */
const clientOptions = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Reads what makes up a color. */
async function readColor(endpoint: string, color: string): Promise<LiveColor> {
  const lambda = new LambdaClient(clientOptions(endpoint));
  const balancers = new ElasticLoadBalancingV2Client(clientOptions(endpoint));
  const FunctionName = `test-web-${color}`;
  const fn = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const alias = await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: 'live' }));
  const { Statement } = JSON.parse(Policy) as { Statement: Statement[] };
  const { TargetGroups = [] } = await balancers.send(new DescribeTargetGroupsCommand({ Names: [FunctionName] }));
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  const { TargetHealthDescriptions = [] } = await balancers.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return {
    packageType: fn.PackageType,
    lastModified: fn.LastModified,
    version: alias.FunctionVersion,
    policy: Statement.sort((a, b) => a.Sid.localeCompare(b.Sid)),
    alias: alias.AliasArn,
    targetGroup: TargetGroupArn,
    targets: TargetHealthDescriptions.map(({ Target }) => Target?.Id),
  };
}

/** Puts an image into a new repository; returns its address by digest. */
async function pushImage(endpoint: string): Promise<string> {
  const ecr = new ECRClient(clientOptions(endpoint));
  const repositoryName = 'team/web';
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: {}, layers: [] });
  const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: 'v3' }));
  return `${repository?.repositoryUri ?? ''}@${image?.imageId?.imageDigest ?? ''}`;
}
