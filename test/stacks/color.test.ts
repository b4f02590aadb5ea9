import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { environment, resource, service, shopStack, stackOf, synth, temporaryFolder } from './environment';
import type { StackJson } from './environment';

const PACKAGED = { blue_image: undefined, green_image: undefined, handler: 'index.handler', runtime: 'nodejs20.x' };

function packageIn(root: string, name: string, code: string): string {
  fs.mkdirSync(path.join(root, name), { recursive: true });
  fs.writeFileSync(path.join(root, name, 'index.js'), code);
  return `./${name}`;
}

function packagedStack(root: string, green: string): StackJson {
  const shop = service('shop', { ...PACKAGED, blue_package: './v1', green_package: green });
  return stackOf(synth([environment([shop], {}, path.join(root, 'prod.yaml'))], root), 'prod-shop');
}

describe.each(['blue', 'green'] as const)('the color %s', (color) => {
  it('is published, and its target group is attached to the alias rather than to a version', () => {
    const stack = shopStack();
    expect(resource(stack, `aws_lambda_function.function-${color}`)).toMatchObject({
      function_name: `prod-shop-${color}`,
      publish: true,
    });
    expect(resource(stack, `aws_lambda_alias.alias-${color}`)).toMatchObject({
      name: 'live',
      function_version: `\${aws_lambda_function.function-${color}.version}`,
    });
    expect(resource(stack, `aws_lb_target_group.target-group-${color}`)).toMatchObject({
      name: `prod-shop-${color}`,
      target_type: 'lambda',
    });
    expect(resource(stack, `aws_lb_target_group_attachment.attachment-${color}`)).toMatchObject({
      target_group_arn: `\${aws_lb_target_group.target-group-${color}.arn}`,
      target_id: `\${aws_lambda_alias.alias-${color}.arn}`,
    });
  });

  it('lets its own target group invoke the alias before the target is attached', () => {
    const stack = shopStack();
    expect(resource(stack, `aws_lambda_permission.permission-${color}`)).toMatchObject({
      principal: 'elasticloadbalancing.amazonaws.com',
      qualifier: `\${aws_lambda_alias.alias-${color}.name}`,
      source_arn: `\${aws_lb_target_group.target-group-${color}.arn}`,
    });
    expect(resource(stack, `aws_lb_target_group_attachment.attachment-${color}`)['depends_on']).toEqual([
      `aws_lambda_permission.permission-${color}`,
    ]);
  });
});

describe('the code of a function', () => {
  it('is a container image, without handler or runtime', () => {
    const fn = resource(shopStack({ green_image: 'repo@sha256:b' }), 'aws_lambda_function.function-green');
    expect(fn).toMatchObject({ package_type: 'Image', image_uri: 'repo@sha256:b' });
    expect(fn).not.toHaveProperty('handler');
    expect(fn).not.toHaveProperty('runtime');
  });

  it('has no settings of its image in the plan, and a package has all of its own', () => {
    const packaged = shopStack({ ...PACKAGED, blue_package: 's3://acme/v1.zip', green_image: 'repo@sha256:b' });
    expect(resource(packaged, 'aws_lambda_function.function-green')).toMatchObject({
      lifecycle: { ignore_changes: ['image_config'] },
    });
    expect(resource(packaged, 'aws_lambda_function.function-blue')).not.toHaveProperty('lifecycle');
  });

  it('is an object in S3', () => {
    const stack = shopStack({
      ...PACKAGED,
      blue_package: 's3://acme/shop/v1.zip',
      green_package: 's3://acme/shop/v2.zip',
    });
    expect(resource(stack, 'aws_lambda_function.function-green')).toMatchObject({
      package_type: 'Zip',
      s3_bucket: 'acme',
      s3_key: 'shop/v2.zip',
      handler: 'index.handler',
      runtime: 'nodejs20.x',
    });
  });

  it('is a zip in the store, named by its content and by a path from the stack', () => {
    const root = temporaryFolder();
    packageIn(root, 'v1', 'exports.handler = 1');
    const fn = resource(
      packagedStack(root, packageIn(root, 'v2', 'exports.handler = 2')),
      'aws_lambda_function.function-green',
    );
    const hash = Buffer.from(String(fn['source_code_hash']), 'base64').toString('hex');
    expect(fn['filename']).toBe(`../../../.teal/packages/${hash}.zip`);
    expect(fs.existsSync(path.join(root, 'cdktf.out/stacks/prod-shop', String(fn['filename'])))).toBe(true);
  });

  it("is all that changes in the stack when the candidate's package changes", () => {
    const root = temporaryFolder();
    packageIn(root, 'v1', 'exports.handler = 1');
    const before = packagedStack(root, packageIn(root, 'v2', 'exports.handler = 2'));
    const after = packagedStack(root, packageIn(root, 'v3', 'exports.handler = 3'));
    const { filename: _, source_code_hash: __, ...rest } = resource(after, 'aws_lambda_function.function-green');
    expect(resource(before, 'aws_lambda_function.function-green')).toMatchObject(rest);
    const others = (stack: StackJson): unknown => ({
      ...stack,
      resource: { ...stack.resource, aws_lambda_function: resource(stack, 'aws_lambda_function.function-blue') },
    });
    expect(others(after)).toEqual(others(before));
  });

  it("is the other color's where nothing was staged yet", () => {
    const stack = shopStack({ blue_image: 'repo@sha256:a', green_image: undefined });
    expect(resource(stack, 'aws_lambda_function.function-green')).toMatchObject({ image_uri: 'repo@sha256:a' });
  });
});

describe('a function that goes from a package to an image', () => {
  const addressesOf = (color: string): string[] => [
    `aws_lambda_alias.alias-${color}`,
    `aws_lambda_permission.permission-${color}`,
    `aws_lambda_permission.keep-warm-permission-${color}`,
    `aws_lb_target_group_attachment.attachment-${color}`,
  ];

  it.each(['blue', 'green'])('takes along what AWS deletes with it, on %s alone', (color) => {
    const stack = shopStack();
    for (const address of addressesOf(color)) {
      expect(resource(stack, address)).toMatchObject({
        lifecycle: { replace_triggered_by: [`aws_lambda_function.function-${color}.package_type`] },
      });
    }
    expect(resource(stack, `aws_lb_target_group.target-group-${color}`)).not.toHaveProperty('lifecycle');
  });

  it('changes nothing else in the stack', () => {
    const packaged = { ...PACKAGED, blue_package: 's3://acme/v1.zip', green_package: 's3://acme/v2.zip' };
    const before = shopStack(packaged);
    const after = shopStack({ ...packaged, green_package: undefined, green_image: 'repo@sha256:b' });
    const blue = resource(before, 'aws_lambda_function.function-blue');
    const others = (stack: StackJson): unknown => ({
      ...stack,
      resource: { ...stack.resource, aws_lambda_function: { 'function-blue': blue } },
    });
    expect(resource(after, 'aws_lambda_function.function-blue')).toEqual(blue);
    expect(others(after)).toEqual(others(before));
  });
});

describe('the settings of a function', () => {
  it('come from the service and from what the color overrides', () => {
    const stack = shopStack({
      memory_size: 1024,
      ephemeral_storage: 2048,
      reserved_concurrency: 10,
      architecture: 'arm64',
      environment: { MODE: 'a', LEVEL: 'info' },
      green: { timeout: 60, environment: { LEVEL: 'debug' } },
    });
    expect(resource(stack, 'aws_lambda_function.function-green')).toMatchObject({
      memory_size: 1024,
      timeout: 60,
      architectures: ['arm64'],
      ephemeral_storage: { size: 2048 },
      reserved_concurrent_executions: 10,
      environment: { variables: { MODE: 'a', LEVEL: 'debug' } },
    });
  });

  it('take layers for the one color that names them, and none with an image', () => {
    const layers = ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'];
    const zipped = { blue_package: 's3://b/k.zip', blue_image: undefined, green_image: undefined } as const;
    const settings = { handler: 'index.handler', runtime: 'nodejs20.x', green: { layers } };
    const stack = shopStack({ ...zipped, ...settings });
    expect(resource(stack, 'aws_lambda_function.function-green')).toMatchObject({ layers });
    expect(resource(stack, 'aws_lambda_function.function-blue')).not.toHaveProperty('layers');
    expect(resource(shopStack({ layers }), 'aws_lambda_function.function-green')).not.toHaveProperty('layers');
  });

  it('reach the function as they are written, even where Terraform would read a template into them', () => {
    const stack = shopStack({ environment: { PATTERN: '${HOME} %{if} $5' } });
    expect(resource(stack, 'aws_lambda_function.function-blue')).toMatchObject({
      environment: { variables: { PATTERN: '$${HOME} %%{if} $5' } },
    });
  });
});
