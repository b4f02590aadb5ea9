// Puts the services of a project on an emulator of AWS where a rollback begins, without ctl.
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
import { environmentFile } from './environments';
import type { Project } from './environments';

/** Writes the green weight of every service into the file. */
export function writeSplit({ root }: Project, green: number): void {
  const file = environmentFile(root);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/green_weight: \d+/g, `green_weight: ${green}`));
}

/** Writes the weight and changes the live rules, or makes them where there are none; then lets ctl see what is there. */
export async function moveTo(project: Project, green: number): Promise<void> {
  writeSplit(project, green);
  const { environment } = loadEnvironment(environmentFile(project.root));
  const router = await createRouter(environment, testContext(project.root));
  await router.apply(diffRules(desiredRouting(environment.services), await router.read()).changes);
  project.ctl('rollback', '--all', '--dry-run');
}

/** Makes the target groups of every service but some, which have theirs. */
export async function makeTargetGroups(project: Project, but: readonly string[] = []): Promise<void> {
  const { environment } = loadEnvironment(environmentFile(project.root));
  const client = new ElasticLoadBalancingV2Client(clientConfig(environment, {}));
  for (const Name of targetGroupNames(environment.services.filter(({ name }) => !but.includes(name)))) {
    await client.send(new CreateTargetGroupCommand({ Name, TargetType: TargetTypeEnum.LAMBDA }));
  }
}

const targetGroupNames = (services: Environment['services']): string[] =>
  services.flatMap(({ family }) => [targetGroupName(family, 'blue'), targetGroupName(family, 'green')]);
