// Translates a listener rule of Terraform's state or plan to a rule of routing. Pure.
import * as z from 'zod';
import { toPercent } from '../../routing';
import { parseTargetGroupName } from '../aws/elbv2-observed';
import type { Condition, Forward, ObservedRule } from '../../routing';

const values = z.array(z.object({ values: z.array(z.string()) })).default([]);
const pair = z.object({ key: z.string().nullish(), value: z.string() });

const conditionSchema = z.object({
  host_header: values,
  path_pattern: values,
  source_ip: values,
  http_request_method: values,
  http_header: z.array(z.object({ http_header_name: z.string(), values: z.array(z.string()) })).default([]),
  query_string: z.array(pair).default([]),
});

const actionSchema = z.object({
  type: z.string().optional(),
  order: z.number().nullish(),
  target_group_arn: z.string().nullish(),
  forward: z
    .array(
      z.object({
        target_group: z.array(z.object({ arn: z.string(), weight: z.number() })),
        stickiness: z.array(z.object({ enabled: z.boolean().nullish(), duration: z.number() })).default([]),
      }),
    )
    .default([]),
});

const ruleSchema = z.object({
  arn: z.string(),
  priority: z.number(),
  condition: z.array(conditionSchema),
  action: z.array(actionSchema),
});

/** The rule that a resource's values describe, weights in percent; undefined for values of another form. */
export function parseRule(resource: unknown): ObservedRule | undefined {
  const parsed = ruleSchema.safeParse(resource);
  if (!parsed.success) return undefined;
  const { arn, priority, condition, action } = parsed.data;
  const actions = [...action].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const before = actions.slice(0, -1).map((wire) => ({ type: wire.type ?? 'unknown', wire }));
  const last = actions.at(-1);
  return {
    arn,
    priority,
    conditions: condition.flatMap(toConditions),
    action: (last && toForward(last)) ?? { kind: 'other', type: 'not a forward' },
    ...(before.length > 0 && { kept: { actions: before, conditions: [], transforms: [] } }),
  };
}

/** Both forms of a forward: a block with weights, or a single target group. */
function toForward({ forward, target_group_arn: only }: z.output<typeof actionSchema>): Forward | undefined {
  const [block] = forward;
  const groups = block?.target_group ?? (only ? [{ arn: only, weight: 1 }] : undefined);
  if (!groups) return undefined;
  const sticky = block?.stickiness[0];
  return {
    kind: 'forward',
    targets: toPercent(groups.map((group) => ({ targetGroup: parseTargetGroupName(group.arn), weight: group.weight }))),
    stickinessSeconds: sticky?.enabled ? sticky.duration : null,
  };
}

const toConditions = (one: z.output<typeof conditionSchema>): Condition[] => [
  ...one.host_header.map((each): Condition => ({ kind: 'host-header', values: each.values })),
  ...one.path_pattern.map((each): Condition => ({ kind: 'path-pattern', values: each.values })),
  ...one.source_ip.map((each): Condition => ({ kind: 'source-ip', values: each.values })),
  ...one.http_request_method.map((each): Condition => ({ kind: 'http-request-method', values: each.values })),
  ...one.http_header.map((each): Condition => ({
    kind: 'http-header',
    name: each.http_header_name,
    values: each.values,
  })),
  ...toQuery(one.query_string),
];

const toQuery = (pairs: readonly z.output<typeof pair>[]): Condition[] =>
  pairs.length === 0
    ? []
    : [{ kind: 'query-string', values: pairs.map(({ key, value }) => ({ ...(key && { key }), value })) }];
