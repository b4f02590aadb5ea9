// The same module with a real Terraform and its built-in resource, so that no provider is needed.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { applyPlan, guard, planStack } from '../../../controller/terraform';
import { testContext } from '../../contract/context';
import { noServices } from './fake-terraform';

interface Values {
  readonly first?: string;
  readonly second?: string;
}

/** Two resources; creating the second one fails when its value is `broken`. */
const configuration = ({ first = 'one', second }: Values): object => ({
  terraform: { backend: { local: { path: '../../../terraform.prod.tfstate' } } },
  resource: {
    terraform_data: {
      first: { input: first },
      ...(second !== undefined && {
        second: {
          input: second,
          depends_on: ['terraform_data.first'],
          provisioner: [{ 'local-exec': { command: `test '${second}' != broken` } }],
        },
      }),
    },
  },
  output: { first: { value: '${terraform_data.first.output}' } },
});

function project() {
  const root = mkdtempSync(join(tmpdir(), 'teal-real-terraform-'));
  const dir = join(root, 'cdktf.out', 'stacks', 'prod');
  const context = testContext(root, { env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') } });
  const write = (values: Values): void => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'cdk.tf.json'), JSON.stringify(configuration(values)));
  };
  const plan = () => planStack(noServices, { name: 'prod', dir }, context);
  return { root, context, write, plan };
}

describe('a real Terraform', () => {
  it('applies what was planned, and then plans no changes', async () => {
    const { root, context, write, plan } = project();
    write({});
    const first = await plan();
    expect(first.changes).toMatchObject([{ address: 'terraform_data.first', actions: ['create'] }]);
    expect(first.outputChanges).toEqual(['first']);
    await applyPlan(first, context);
    expect(context.printed.err.some((line) => line.includes('Creation complete'))).toBe(true);
    expect(existsSync(join(root, 'terraform.prod.tfstate'))).toBe(true);
    expect(await plan()).toMatchObject({ changes: [], outputChanges: [] });
  });

  it('distinguishes an update in place from a deletion, which the guard rejects', async () => {
    const { context, write, plan } = project();
    write({ second: 'x' });
    await applyPlan(await plan(), context);
    write({ first: 'two' });
    const next = await plan();
    expect(next.changes).toMatchObject([
      { address: 'terraform_data.first', actions: ['update'], changed: ['input', 'output'] },
      { address: 'terraform_data.second', actions: ['delete'] },
    ]);
    const verdict = guard([next], { kind: 'deploy', allowDestroy: [], serving: [] });
    expect(verdict).toMatchObject({ ok: false, violations: [{ address: 'terraform_data.second' }] });
  });

  it('reports how many changes were made when it fails half-way, and finishes the next time', async () => {
    const { context, write, plan } = project();
    write({ second: 'broken' });
    await expect(applyPlan(await plan(), context)).rejects.toThrow(
      '1 of 2 changes were made; not made: terraform_data.second.',
    );
    write({ second: 'mended' });
    await applyPlan(await plan(), context);
    expect((await plan()).changes).toEqual([]);
  });

  it('loses nothing when the output folder is deleted', async () => {
    const { root, context, write, plan } = project();
    write({});
    await applyPlan(await plan(), context);
    const state = readFileSync(join(root, 'terraform.prod.tfstate'), 'utf8');
    rmSync(join(root, 'cdktf.out'), { recursive: true });
    write({});
    expect((await plan()).changes).toEqual([]);
    expect(readFileSync(join(root, 'terraform.prod.tfstate'), 'utf8')).toBe(state);
  });

  it('refuses a plan that is stale', async () => {
    const { context, write, plan } = project();
    write({});
    const stale = await plan();
    await applyPlan(stale, context);
    await expect(applyPlan(stale, context)).rejects.toThrow(/stale/i);
  });

  it("passes on Terraform's message when the configuration is wrong", async () => {
    const { root, plan } = project();
    const dir = join(root, 'cdktf.out', 'stacks', 'prod');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data: { first: { wrong: 1 } } } }));
    await expect(plan()).rejects.toThrow(/Planning the stack prod failed:\n.*wrong/s);
  });
});
