// Reads listener rules from Terraform's state.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ObservedRule } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findTerraform } from './binary';
import { toTerraformError, unreadableOutput } from './diagnostics';
import { parseRule } from './parse-rule';
import { run } from './process';
import { OUTPUT_FOLDER } from './synth';

const stateSchema = z.object({
  values: z
    .object({
      root_module: z.object({ resources: z.array(z.object({ type: z.string(), values: z.unknown() })).default([]) }),
    })
    .optional(),
});

/**
 * Reads the listener rules in a stack's state.
 * @throws {UserError} when the stack was never initialised here, or Terraform cannot read its state.
 */
export async function readStateRules(stack: string, context: Context): Promise<ObservedRule[]> {
  const dir = join(context.root, OUTPUT_FOLDER, 'stacks', stack);
  if (!existsSync(join(dir, '.terraform'))) {
    throw new UserError(
      'STACK_NOT_INITIALISED',
      `the stack ${stack} was not initialised on this machine`,
      'ctl plan --refresh initialises it',
    );
  }
  const binary = await findTerraform(context);
  const finished = await run({ command: binary.name, args: ['show', '-json'], dir, context });
  if (finished.code !== 0) throw toTerraformError(`Reading the state of ${stack}`, finished, { stack, dir });
  try {
    return parseState(finished.stdout);
  } catch (error) {
    throw unreadableOutput(`Reading the state of ${stack}`, finished.stdout, error);
  }
}

/** Parses the listener rules in the output of `terraform show -json`; throws for one of another form. Pure. */
const parseState = (json: string): ObservedRule[] =>
  (stateSchema.parse(JSON.parse(json)).values?.root_module.resources ?? [])
    .filter((resource) => resource.type === 'aws_lb_listener_rule')
    .map((resource) => {
      const rule = parseRule(resource.values);
      if (!rule) throw new Error(`Terraform's state has a listener rule of an unknown form`);
      return rule;
    });
