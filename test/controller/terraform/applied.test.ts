// The records of what was last applied, where two processes meet or the store cannot be used.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findUnchanged, planStack, recordEmptyPlan, withdrawRecord } from '../../../controller/terraform';
import { fakeTerraform, noServices } from './fake-terraform';

describe('the record of a stack', () => {
  it('is not written by a plan that began before a deployment withdrew it', async () => {
    const { stack, context } = fakeTerraform();
    const before = await planStack(noServices, stack, context);
    await withdrawRecord(noServices, stack.name, context);
    await recordEmptyPlan(noServices, before, context);
    expect(await findUnchanged(noServices, [stack], context)).toEqual(new Set());
    await recordEmptyPlan(noServices, await planStack(noServices, stack, context), context);
    expect(await findUnchanged(noServices, [stack], context)).toEqual(new Set([stack.name]));
  });

  it('is not written for a configuration that changed while Terraform planned it', async () => {
    const { stack, context } = fakeTerraform({ plan: "appendFileSync('cdk.tf.json', ' ');" });
    expect(await planStack(noServices, stack, context)).not.toHaveProperty('basis');
  });

  it('cannot stop a plan or an apply: a store that cannot be used is a warning before an apply', async () => {
    const { stack, context } = fakeTerraform();
    writeFileSync(join(context.root, '.teal'), 'a file where the store belongs');
    const plan = await planStack(noServices, stack, context);
    await recordEmptyPlan(noServices, plan, context);
    expect(await withdrawRecord(noServices, stack.name, context)).toBeUndefined();
    expect(context.printed.err.join('\n')).toContain(
      'warning: if this is interrupted, plan with --refresh next: the record of what was last applied to prod-api cannot be withdrawn',
    );
    expect(await findUnchanged(noServices, [stack], context)).toEqual(new Set());
  });
});
