// Reads listener rules from Terraform's state and translates them to rules of routing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Condition, ObservedRule } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findTerraform } from './binary';
import { toTerraformError } from './diagnostics';
import { run } from './process';
import { OUTPUT_FOLDER } from './synth';

const values = z.array(z.object({ values: z.array(z.string()) })).default([]);

const ruleSchema = z.object({
  arn: z.string(),
  priority: z.number(),
  condition: z.array(
    z.object({
      host_header: values,
      path_pattern: values,
      source_ip: values,
      http_header: z.array(z.object({ http_header_name: z.string(), values: z.array(z.string()) })).default([]),
    }),
  ),
  action: z.array(
    z.object({
      forward: z
        .array(
          z.object({
            target_group: z.array(z.object({ arn: z.string(), weight: z.number() })),
            stickiness: z.array(z.object({ enabled: z.boolean(), duration: z.number() })).default([]),
          }),
        )
        .default([]),
    }),
  ),
});

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
      'ctl plan initialises it',
    );
  }
  const binary = await findTerraform(context);
  const finished = await run({ command: binary.name, args: ['show', '-json'], dir, context });
  if (finished.code !== 0) throw toTerraformError(`Reading the state of ${stack}`, finished, { stack, dir });
  return parseState(finished.stdout);
}

/** Parses the listener rules in the output of `terraform show -json`. Pure. */
const parseState = (json: string): ObservedRule[] =>
  (stateSchema.parse(JSON.parse(json)).values?.root_module.resources ?? [])
    .filter((resource) => resource.type === 'aws_lb_listener_rule')
    .map((resource) => toRule(ruleSchema.parse(resource.values)));

function toRule({ arn, priority, condition, action }: z.output<typeof ruleSchema>): ObservedRule {
  const forward = action[0]?.forward[0];
  const sticky = forward?.stickiness[0];
  return {
    arn,
    priority,
    conditions: condition.flatMap(toConditions),
    action: forward
      ? {
          kind: 'forward',
          targets: forward.target_group.map((group) => ({ targetGroup: parseName(group.arn), weight: group.weight })),
          stickinessSeconds: sticky?.enabled ? sticky.duration : null,
        }
      : { kind: 'other', type: 'not a forward' },
  };
}

const toConditions = (one: z.output<typeof ruleSchema>['condition'][number]): Condition[] => [
  ...one.host_header.map((each): Condition => ({ kind: 'host-header', values: each.values })),
  ...one.path_pattern.map((each): Condition => ({ kind: 'path-pattern', values: each.values })),
  ...one.source_ip.map((each): Condition => ({ kind: 'source-ip', values: each.values })),
  ...one.http_header.map((each): Condition => ({
    kind: 'http-header',
    name: each.http_header_name,
    values: each.values,
  })),
];

/** The name in a target group's ARN. */
const parseName = (arn: string): string => arn.split('/')[1] ?? arn;
