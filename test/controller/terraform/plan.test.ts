// Planning a stack with a script in place of Terraform: the commands that run, and the errors when one fails.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../controller/core/errors';
import { planStack } from '../../../controller/terraform';
import { errorLine, fakeTerraform, noServices } from './fake-terraform';

const failure = async (running: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error('expected a UserError', { cause: error });
};

const LOCK_DETAIL = [
  'Error message: operation error S3: PutObject, StatusCode: 412',
  'Lock Info:',
  '  ID:        5f2c1d6a-0000-4444-8888-2b3c4d5e6f70',
  '  Path:      acme-tf-state/teal/prod/prod-api.tfstate',
  '  Operation: OperationTypeApply',
  '  Who:       alice@laptop',
  '  Version:   1.11.4',
  '  Created:   2026-01-02 03:04:05.678 +0000 UTC',
].join('\n');

describe('planStack', () => {
  it('initialises once, plans into its own file and reads that file', async () => {
    const fake = fakeTerraform();
    const plan = await planStack(noServices, fake.stack, fake.context);
    expect(plan).toEqual({
      stack: 'prod-api',
      service: undefined,
      dir: fake.stack.dir,
      planFile: join(fake.stack.dir, `teal.${process.pid}.tfplan`),
      changes: [],
      outputChanges: [],
      basis: { inputs: expect.stringMatching(/^[0-9a-f]{64}$/), state: 'none', foundation: 'none', stored: undefined },
    });
    expect(fake.calls()).toEqual([
      'version -json',
      'init -input=false -no-color',
      `plan -input=false -json -out=teal.${process.pid}.tfplan`,
      `show -json teal.${process.pid}.tfplan`,
    ]);
  });

  it('does not initialise an initialised folder again', async () => {
    const fake = fakeTerraform();
    await planStack(noServices, fake.stack, fake.context);
    await planStack(noServices, fake.stack, fake.context);
    expect(fake.calls().filter((call) => call.startsWith('init'))).toHaveLength(1);
  });

  it('initialises again after the output folder was deleted', async () => {
    const fake = fakeTerraform();
    await planStack(noServices, fake.stack, fake.context);
    rmSync(join(fake.stack.dir, '.terraform'), { recursive: true });
    await planStack(noServices, fake.stack, fake.context);
    expect(fake.calls().filter((call) => call.startsWith('init'))).toHaveLength(2);
  });

  it('explains how to install Terraform when it is missing', async () => {
    const fake = fakeTerraform();
    const env = { ...fake.context.env, TERRAFORM_BINARY_NAME: 'no-such-terraform' };
    const error = await failure(planStack(noServices, fake.stack, { ...fake.context, env }));
    expect(error.message).toBe('There is no no-such-terraform on PATH.');
    expect(error.hint).toContain('https://developer.hashicorp.com/terraform/install');
  });

  it.each([
    ['1.9.8', 'is version 1.9.8, which is too old'],
    ['0.15.0', 'is version 0.15.0, which is too old'],
  ])('refuses Terraform %s', async (version, message) => {
    const fake = fakeTerraform({ version: `printJson({ terraform_version: '${version}' });` });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect(error.message).toContain(message);
    expect(error.hint).toContain('1.10 or newer');
    expect(fake.calls()).toEqual(['version -json']);
  });

  it('refuses a program that is not Terraform', async () => {
    const fake = fakeTerraform({ version: "console.log('hello');" });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect(error.message).toContain('does not print its version');
  });

  it.each([
    ['no output', ''],
    ['half of a plan', `process.stdout.write('{"format_version":"1.2","resource_changes":[{"addr');`],
    ['something else', "console.log('hello');"],
    ['JSON that is no plan', 'printJson({ resource_changes: 7 });'],
  ])('says so when the plan is shown as %s', async (_, show) => {
    const fake = fakeTerraform({ show: `${show} process.exit(0);` });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'TERRAFORM_FAILED',
      message: expect.stringContaining(
        'Reading the plan of prod-api failed:\n  its output is not that of Terraform: "',
      ),
    });
    expect(error.hint).toContain('TERRAFORM_BINARY_NAME');
  });

  it('says so when Terraform is removed while it is in use', async () => {
    const fake = fakeTerraform({ plan: 'require("node:fs").rmSync(process.argv[1]);' });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'TERRAFORM_UNUSABLE',
      message: expect.stringMatching(/^There is no .*fake-terraform on PATH\.$/),
    });
  });

  it('passes on the error of init, and initialises again the next time', async () => {
    const fake = fakeTerraform({
      init: "console.error('Error: Failed to query available provider packages'); process.exit(1);",
    });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect(error.message).toContain('Initialising the stack prod-api failed');
    expect(error.message).toContain('Failed to query available provider packages');
    expect(error.hint).toContain('network');
    await failure(planStack(noServices, fake.stack, fake.context));
    expect(fake.calls().filter((call) => call.startsWith('init'))).toHaveLength(2);
  });

  it("passes on Terraform's message when the configuration is wrong", async () => {
    const fake = fakeTerraform({ plan: `${errorLine('Invalid value', 'must be a number')} process.exitCode = 1;` });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect(error.message).toBe('Planning the stack prod-api failed:\n  Invalid value: must be a number');
  });

  it('names the holder of the state lock, and forces nothing', async () => {
    const fake = fakeTerraform({
      plan: `${errorLine('Error acquiring the state lock', LOCK_DETAIL)} process.exitCode = 1;`,
    });
    const error = await failure(planStack(noServices, fake.stack, fake.context));
    expect(error.message).toContain(
      'locked by alice@laptop since 2026-01-02 03:04:05.678 +0000 UTC (OperationTypeApply)',
    );
    expect(error.hint).toContain('Only when you are sure');
    expect(error.hint).toContain('force-unlock 5f2c1d6a-0000-4444-8888-2b3c4d5e6f70');
    expect(fake.calls().some((call) => call.includes('force-unlock'))).toBe(false);
  });

  it('runs Terraform without prompts and without its update check', async () => {
    const fake = fakeTerraform({
      plan: "for (const name of ['TF_IN_AUTOMATION', 'TF_INPUT', 'CHECKPOINT_DISABLE']) log(name + '=' + process.env[name]);",
    });
    await planStack(noServices, fake.stack, fake.context);
    expect(fake.calls()).toEqual(expect.arrayContaining(['TF_IN_AUTOMATION=1', 'TF_INPUT=0', 'CHECKPOINT_DISABLE=1']));
  });
});
