// Sets the state before a rollback on an emulator of AWS, without ctl: weights, live rules and target groups.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createRouter } from '../controller/aws/router';
import { clientConfig } from '../controller/aws/clients';
import { loadEnvironment } from '../environments';
import type { Environment } from '../environments';
import { desiredRouting, diffRules, targetGroupName } from '../routing';
import { testContext } from '../test/contract/context';
import { findEnvironmentFile } from './environments';
import type { Project } from './environments';

/** Writes the green weight of every service into the file. */
export function writeSplit({ root }: Project, green: number): void {
  const file = findEnvironmentFile(root);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/green_weight: \d+/g, `green_weight: ${green}`));
}

/** Writes the weight and changes or creates the live rules; then a dry run lets ctl cache their ARNs. */
export async function moveTo(project: Project, green: number): Promise<void> {
  writeSplit(project, green);
  const { environment } = loadEnvironment(findEnvironmentFile(project.root));
  const router = await createRouter(environment, testContext(project.root));
  await router.apply(diffRules(desiredRouting(environment.services), await router.read()).changes);
  project.ctl('rollback', '--all', '--dry-run');
}

/** Creates the target groups of all services except some. */
export async function makeTargetGroups(project: Project, except: readonly string[] = []): Promise<void> {
  const { environment } = loadEnvironment(findEnvironmentFile(project.root));
  const client = new ElasticLoadBalancingV2Client(clientConfig(environment, { env: {}, root: project.root }));
  for (const Name of targetGroupNames(environment.services.filter(({ name }) => !except.includes(name)))) {
    await client.send(new CreateTargetGroupCommand({ Name, TargetType: TargetTypeEnum.LAMBDA }));
  }
}

const targetGroupNames = (services: Environment['services']): string[] =>
  services.flatMap(({ family }) => [targetGroupName(family, 'blue'), targetGroupName(family, 'green')]);
