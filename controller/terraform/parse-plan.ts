// Parses the output of `terraform show -json` for a saved plan. Pure.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { describeKept } from '../core/describe-rule';
import { parseRule } from './parse-rule';
import type { ResourceChange, StackPlan } from './types';

const action = z.enum(['create', 'update', 'delete', 'read', 'no-op', 'forget']);

const planSchema = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        mode: z.string().default('managed'),
        type: z.string(),
        name: z.string(),
        change: z.object({
          actions: z.array(action),
          before: z.unknown(),
          after: z.unknown(),
          after_unknown: z.unknown(),
        }),
      }),
    )
    .default([]),
  output_changes: z.record(z.string(), z.object({ actions: z.array(action) })).default({}),
});

/**
 * The effective changes of a plan: resources that are created, updated, deleted or forgotten, and outputs that differ.
 * @throws {Error} when the text is not a plan in Terraform's JSON format, which the version check prevents.
 */
export function parsePlan(json: string): Pick<StackPlan, 'changes' | 'outputChanges'> {
  const plan = planSchema.parse(JSON.parse(json));
  const real = plan.resource_changes.filter(({ change }) => change.actions.some(isReal));
  return {
    changes: real.map(({ address, type, name, change }) => ({
      address,
      type,
      name,
      actions: change.actions,
      before: change.before ?? null,
      after: change.after ?? null,
      changed: changedAttributes(change),
      ...lostParts(type, change),
    })),
    outputChanges: Object.entries(plan.output_changes)
      .filter(([, change]) => change.actions.some(isReal))
      .map(([name]) => name),
  };
}

function lostParts(
  type: string,
  change: { readonly before?: unknown; readonly after?: unknown },
): Pick<ResourceChange, 'lost'> {
  if (type !== 'aws_lb_listener_rule') return {};
  const [before, after] = [parseRule(change.before), parseRule(change.after)];
  return before?.kept && after && !after.kept ? { lost: describeKept(before.kept) } : {};
}

const isReal = (one: ResourceChange['actions'][number]): boolean => one !== 'no-op' && one !== 'read';

/** Attributes that differ; an unknown one counts, since its value is only known after the apply. */
function changedAttributes(change: { before?: unknown; after?: unknown; after_unknown?: unknown }): string[] {
  const [before, after, unknown] = [change.before, change.after, change.after_unknown].map(fields);
  const names = new Set([before, after, unknown].flatMap((each) => Object.keys(each ?? {})));
  return [...names]
    .filter((name) => hasUnknown(unknown?.[name]) || !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null))
    .sort();
}

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** `after_unknown` has true for every unknown value, at any depth, and empty objects elsewhere. */
const hasUnknown = (value: unknown): boolean =>
  value === true || (typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown));
