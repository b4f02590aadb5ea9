// Compares a rollback with what a user could do instead: Terraform, cdktf, or the aws command, on the same emulator of AWS.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startMoto } from '../test/helpers/moto';
import { createAwsProject } from './environments';
import type { Project } from './environments';
import { createFigures } from './figure';
import type { Figure, Targets } from './figure';
import { execute, measureInTurns } from './measure';
import { deployOne, synthesiseOne } from './shift';
import { moveTo, writeSplit } from './split';

const ROUNDS = 10;
const CDKTF = join(__dirname, '../node_modules/cdktf-cli/bundle/bin/cdktf');

/** How many times longer than ctl each must take. */
const TARGETS: Targets = {
  'aws elbv2 describe-rules + modify-rule': { kind: 'ratio-at-least', value: 8 },
  'terraform apply': { kind: 'ratio-at-least', value: 100 },
  ["cdktf apply 'bench1*'"]: { kind: 'ratio-at-least', value: 100 },
};

/** Measures whole processes that each set the same rule from 50 % back to 0 %. */
export async function measureRollback(): Promise<Figure[]> {
  const moto = await startMoto();
  const project = createAwsProject(1, moto.url);
  const stack = join(project.root, 'cdktf.out/stacks/bench1-s0');
  try {
    deployOne(project);
    await moveTo(project, 0);
    const aws = awsCommand(moto.url, project);
    const before = (): Promise<void> => moveTo(project, 50);
    const beforeTerraform = async (): Promise<void> => {
      await before();
      writeSplit(project, 0);
      synthesiseOne(project);
    };
    const times = await measureInTurns(
      {
        'ctl rollback, accepted and read back': { before, run: () => project.ctl('rollback', '--no-reconcile') },
        'aws elbv2 describe-rules + modify-rule': { before, run: aws },
        'terraform apply': {
          before: beforeTerraform,
          run: () => execute('terraform', ['apply', '-input=false', '-auto-approve'], stack),
        },
        ["cdktf apply 'bench1*'"]: { before: beforeTerraform, run: () => cdktf(project) },
      },
      ROUNDS,
    );
    return createFigures('Rollback of one service, whole processes on an emulator of AWS', times, TARGETS);
  } finally {
    await moto.stop();
    project.remove();
  }
}

function cdktf({ root }: Project): void {
  const args = [
    CDKTF,
    'apply',
    'bench1*',
    '--auto-approve',
    '--skip-provider-lock',
    '--ignore-missing-stack-dependencies',
  ];
  execute(process.execPath, args, root, { CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1', CI: 'true' });
}

const rulesSchema = z.object({ Rules: z.array(z.object({ RuleArn: z.string(), Priority: z.string() })) });
const groupsSchema = z.object({
  TargetGroups: z.array(z.object({ TargetGroupArn: z.string(), TargetGroupName: z.string() })),
});
const arnsSchema = z.object({ arns: z.object({ listener: z.string() }) });

/** The two manual calls: find the rule, then set its weights. The listener and the target groups are known. */
function awsCommand(endpoint: string, { root }: Project): () => void {
  const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_DEFAULT_REGION: 'us-east-1' };
  const aws = (...args: readonly string[]): string =>
    execute('aws', ['--endpoint-url', endpoint, '--output', 'json', 'elbv2', ...args], root, credentials);
  const known: unknown = JSON.parse(readFileSync(join(root, '.teal/known/bench1.json'), 'utf8'));
  const { listener } = arnsSchema.parse(known).arns;
  const groups = groupsSchema.parse(JSON.parse(aws('describe-target-groups'))).TargetGroups;
  const arnOf = (color: string): string =>
    groups.find((group) => group.TargetGroupName.endsWith(`-${color}`))?.TargetGroupArn ?? '';
  const targets = [
    { TargetGroupArn: arnOf('blue'), Weight: 100 },
    { TargetGroupArn: arnOf('green'), Weight: 0 },
  ];
  const action = JSON.stringify([{ Type: 'forward', ForwardConfig: { TargetGroups: targets } }]);
  return () => {
    const { Rules } = rulesSchema.parse(JSON.parse(aws('describe-rules', '--listener-arn', listener)));
    const rule = Rules.find(({ Priority }) => Priority === '100')?.RuleArn ?? '';
    aws('modify-rule', '--rule-arn', rule, '--actions', action);
  };
}
