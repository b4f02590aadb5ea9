// Measures `ctl plan` of an environment in which nothing has changed since it was last applied, beside the same with --refresh.
import { z } from 'zod';
import { synth } from '../controller/terraform';
import { readBases, recordEmptyPlan } from '../controller/terraform/applied';
import { findTerraform } from '../controller/terraform/binary';
import { loadEnvironment } from '../environments';
import { testContext } from '../test/contract/context';
import { makeBucket } from '../test/helpers/bucket';
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import { createAwsProject, findEnvironmentFile } from './environments';
import type { Project } from './environments';
import { createFigures } from './figure';
import type { Figure } from './figure';
import { measureInTurns } from './measure';
import { deployOne } from './shift';
import { makeTargetGroups, moveTo } from './split';

const SERVICE = 's0';
const SERVICES = 50;
const ROUNDS = 5;
const BUCKET = 'bench-state';

/**
 * Measures plans with the state in a bucket. Terraform deploys one service; the others only have their target groups and rules, and
 * their records are written here: a plan that finds them unchanged does the same as if Terraform had deployed them. With --refresh
 * only the foundation and one service are planned, since each further stack adds the same again.
 */
export async function measureUnchangedPlan(): Promise<Figure[]> {
  const moto = await startMoto();
  await makeBucket(moto.url, BUCKET);
  const state = `state: { bucket: ${BUCKET} }\n`;
  const project = createAwsProject(SERVICES, moto.url, await makeListener(moto.url), state);
  try {
    deployOne(project);
    await makeTargetGroups(project, [SERVICE]);
    await moveTo(project, 0);
    await recordAll(project);
    requireUnplanned(project);
    const times = await measureInTurns(
      {
        'ctl plan s0 --refresh: two stacks through Terraform': { run: () => project.ctl('plan', SERVICE, '--refresh') },
        'ctl plan s0: two stacks unchanged': { run: () => project.ctl('plan', SERVICE) },
        [`ctl plan: ${SERVICES + 1} stacks unchanged`]: { run: () => project.ctl('plan') },
      },
      ROUNDS,
    );
    return createFigures('A plan with nothing to do, state in a bucket, on an emulator of AWS', times);
  } finally {
    await moto.stop();
    project.remove();
  }
}

/** Writes the record of every stack as it is now. */
async function recordAll({ root }: Project): Promise<void> {
  const { environment } = loadEnvironment(findEnvironmentFile(root));
  const context = testContext(root, { env: process.env });
  const stacks = await synth(environment, context);
  const bases = await readBases(environment, stacks, await findTerraform(context), context);
  for (const [index, { name }] of stacks.entries()) {
    await recordEmptyPlan(environment, { stack: name, basis: bases[index] }, context);
  }
}

const planSchema = z.object({ changed: z.literal(false), unplanned: z.array(z.string()).length(SERVICES + 1) });

/** Throws when a stack would be planned, since the times would be those of something else. */
function requireUnplanned(project: Project): void {
  planSchema.parse(JSON.parse(project.ctl('plan', '-o', 'json')));
}
