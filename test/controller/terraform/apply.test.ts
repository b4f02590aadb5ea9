// Applying a plan with a script in place of Terraform: progress, failing half-way, Ctrl-C.
import { describe, expect, it } from '@jest/globals';
import { EXIT, UserError } from '../../../controller/core/errors';
import { applyPlan } from '../../../controller/terraform';
import type { StackPlan } from '../../../controller/terraform';
import { errorLine, fakeTerraform, stepLine } from './fake-terraform';
import type { Fake } from './fake-terraform';

const ADDRESSES = ['aws_lb_listener_rule.canary', 'aws_lb_listener_rule.production'] as const;

const planOf = (fake: Fake): StackPlan => ({
  stack: fake.stack.name,
  service: 'api',
  dir: fake.stack.dir,
  planFile: 'teal.tfplan',
  outputChanges: [],
  changes: ADDRESSES.map((address) => ({
    address,
    type: 'aws_lb_listener_rule',
    name: 'rule',
    actions: ['update'],
    before: null,
    after: null,
    changed: ['action'],
  })),
});

const caught = async (running: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error('expected a UserError', { cause: error });
};

/** Waits for a signal as Terraform does, notes each, finishes the step under way and leaves with an error. */
const HANGING = `
  process.on('SIGINT', () => { log('SIGINT'); setTimeout(() => { ${stepLine('apply_complete', ADDRESSES[0])} process.exit(1); }, 300); });
  ${stepLine('apply_start', ADDRESSES[0])}
  setInterval(() => {}, 1000);`;

describe('applyPlan', () => {
  it('applies exactly the saved plan and prints each step', async () => {
    const fake = fakeTerraform({
      apply: `${stepLine('apply_start', ADDRESSES[0])} ${stepLine('apply_complete', ADDRESSES[0])}`,
    });
    await applyPlan(planOf(fake), fake.context);
    expect(fake.calls()).toEqual(['apply -input=false -json teal.tfplan']);
    expect(fake.context.printed.err).toEqual([`  ${ADDRESSES[0]}: apply_start`, `  ${ADDRESSES[0]}: apply_complete`]);
    expect(fake.context.printed.out).toEqual([]);
  });

  it('reports how many changes were made when it fails half-way', async () => {
    const fake = fakeTerraform({
      apply: `${stepLine('apply_complete', ADDRESSES[0])} ${stepLine('apply_errored', ADDRESSES[1])}
        ${errorLine('modifying rule', 'TooManyRules')} process.exitCode = 1;`,
    });
    const error = await caught(applyPlan(planOf(fake), fake.context));
    expect(error.message).toContain('modifying rule: TooManyRules');
    expect(error.message).toContain(`1 of 2 changes were made; not made: ${ADDRESSES[1]}.`);
    expect(error.exitCode).toBe(EXIT.failure);
  });

  it('reports that a plan is stale and that a new plan helps', async () => {
    const fake = fakeTerraform({ apply: `${errorLine('Saved plan is stale')} process.exitCode = 1;` });
    expect((await caught(applyPlan(planOf(fake), fake.context))).hint).toContain('makes a new plan');
  });

  it('reports that Terraform was killed', async () => {
    const fake = fakeTerraform({ apply: "process.kill(process.pid, 'SIGKILL');" });
    const error = await caught(applyPlan(planOf(fake), fake.context));
    expect(error.message).toContain('Terraform was killed');
    expect(error.message).toContain('0 of 2 changes were made');
  });

  it('forwards Ctrl-C once, lets Terraform stop by itself, and reports how many changes were made', async () => {
    const interrupt = new AbortController();
    const fake = fakeTerraform({ apply: HANGING }, interrupt.signal);
    const running = caught(applyPlan(planOf(fake), withInterruptAt(fake, 'apply_start', interrupt)));
    const error = await running;
    expect(fake.calls().filter((call) => call === 'SIGINT')).toHaveLength(1);
    expect(error.exitCode).toBe(EXIT.interrupted);
    expect(error.message).toContain('1 of 2 changes were made');
    expect(error.hint).toContain('ctl status');
  });

  it('starts nothing after a Ctrl-C', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const fake = fakeTerraform({}, interrupt.signal);
    expect((await caught(applyPlan(planOf(fake), fake.context))).exitCode).toBe(EXIT.interrupted);
    expect(fake.calls()).toEqual([]);
  });
});

/** The fake's context, with two Ctrl-C in a row as soon as a line with that word is printed. */
function withInterruptAt(fake: Fake, word: string, interrupt: AbortController): Fake['context'] {
  const err = (line: string): void => {
    if (!line.includes(word)) return;
    interrupt.abort();
    interrupt.abort();
  };
  return { ...fake.context, io: { ...fake.context.io, err } };
}
