// Plans one stack, and reads what the saved plan would change.
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { isSameBasis, readBases } from './applied';
import { findTerraform } from './binary';
import { toTerraformError, unreadableOutput } from './diagnostics';
import { ensureInitialised } from './init';
import { parsePlan } from './parse-plan';
import { run } from './process';
import { planFileName } from './saved-plans';
import { stackOf } from './stack-names';
import type { StackFolder, StackPlan } from './types';

/** Plans a stack into a file. Throws a UserError with Terraform's message when that fails. */
export async function planStack(environment: Environment, stack: StackFolder, context: Context): Promise<StackPlan> {
  const binary = await findTerraform(context);
  const { name, dir } = stack;
  const planFile = planFileName();
  await ensureInitialised(stack, binary, context);
  const [basis] = await readBases(environment, [stack], binary, context);
  const terraform = async (doing: string, ...args: string[]): Promise<string> => {
    const finished = await run({ command: binary.name, args, dir, context, onlyForUser: true });
    if (finished.code !== 0 || finished.interrupted) throw toTerraformError(doing, finished, { stack: name, dir });
    return finished.stdout;
  };
  await terraform(`Planning the stack ${name}`, 'plan', '-input=false', '-json', `-out=${planFile}`);
  const shown = await terraform(`Reading the plan of ${name}`, 'show', '-json', planFile);
  const [now] = basis ? await readBases(environment, [stack], binary, context) : [];
  return {
    stack: name,
    service: serviceOf(environment, name),
    dir,
    planFile: join(dir, planFile),
    ...readPlan(name, shown),
    ...(basis && isSameBasis(basis, now) && { basis }),
  };
}

/** @throws {UserError} TERRAFORM_FAILED when the output is no plan, such as that of a Terraform that was killed while it printed. */
function readPlan(stack: string, shown: string): ReturnType<typeof parsePlan> {
  try {
    return parsePlan(shown);
  } catch (error) {
    throw unreadableOutput(`Reading the plan of ${stack}`, shown, error);
  }
}

const serviceOf = (environment: Environment, stack: string): string | undefined =>
  environment.services.find((service) => stack === stackOf(environment, service.name))?.name;
