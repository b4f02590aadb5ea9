import { createHash } from 'node:crypto';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, nodeZip } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

let on: Bench;
beforeEach(async () => {
  on = await bench();
});

const FunctionName = 'fn';
const create = (ZipFile: Uint8Array, more: object = {}) =>
  on.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::000000000000:role/r',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code: { ZipFile },
      ...more,
    }),
  );

describe('functions', () => {
  it('are described with the hash of their zip', async () => {
    const code = answering('x');
    const CodeSha256 = createHash('sha256').update(code).digest('base64');
    expect(await create(code, { Timeout: 9 })).toMatchObject({ CodeSha256, Version: '$LATEST', State: 'Active' });
    const { Configuration } = await on.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).toMatchObject({ CodeSha256, Timeout: 9, MemorySize: 128, LastUpdateStatus: 'Successful' });
  });

  it('are errors when they exist already, or do not exist', async () => {
    await create(answering('x'));
    await expect(create(answering('x'))).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await on.lambda.send(new DeleteFunctionCommand({ FunctionName }));
    const gone = on.lambda.send(new GetFunctionCommand({ FunctionName }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each<[string, object]>([
    ['code that is not a zip', { Code: { ZipFile: Buffer.from('no zip') } }],
    ['code in S3', { Code: { S3Bucket: 'b', S3Key: 'k' } }],
    ['an image', { Code: { ImageUri: 'i' }, PackageType: 'Image' }],
    ['another runtime', { Runtime: 'java21' }],
    ['a timeout of 901', { Timeout: 901 }],
  ])('are refused with %s', async (_, more) => {
    await expect(create(answering('x'), more)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('answer Invoke, and report when the function failed', async () => {
    await create(nodeZip('if (event.fail) throw new TypeError("no"); return { got: event.n }'));
    const invoke = async (payload: object) => {
      const made = await on.lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
      return { error: made.FunctionError, body: JSON.parse(Buffer.from(made.Payload ?? []).toString()) as unknown };
    };
    expect(await invoke({ n: 5 })).toEqual({ error: undefined, body: { got: 5 } });
    expect(await invoke({ fail: true })).toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'TypeError', errorMessage: 'no' },
    });
  });
});

describe('versions', () => {
  it('are not published again while nothing changed', async () => {
    await create(answering('x'));
    const publish = async () => (await on.lambda.send(new PublishVersionCommand({ FunctionName }))).Version;
    expect([await publish(), await publish()]).toEqual(['1', '1']);
    await on.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: answering('x') }));
    expect(await publish()).toBe('1');
    await on.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));
    expect(await publish()).toBe('2');
  });

  it('never change their code and settings', async () => {
    await create(answering('one'), { Publish: true, Timeout: 3 });
    await on.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: answering('two'), Publish: true }));
    await on.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 8 }));
    const { Versions } = await on.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map((one) => [one.Version, one.Timeout])).toEqual([
      ['$LATEST', 8],
      ['1', 3],
      ['2', 3],
    ]);
    const first = await on.lambda.send(new InvokeCommand({ FunctionName, Qualifier: '1' }));
    expect(Buffer.from(first.Payload ?? []).toString()).toContain('one');
  });

  it('are refused when the code is not the one that the caller names', async () => {
    await create(answering('x'));
    const other = on.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256: 'other' }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});

describe('aliases and permissions', () => {
  it('name a version that exists', async () => {
    await create(answering('x'), { Publish: true });
    const alias = (FunctionVersion: string) =>
      on.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion }));
    await expect(alias('9')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await alias('1');
    await expect(alias('1')).rejects.toMatchObject({ name: 'ResourceConflictException' });
    expect(await on.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }))).toMatchObject({
      FunctionVersion: '1',
    });
    const config = await on.lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'live' }));
    expect(config.Version).toBe('1');
  });

  it('belong to one qualifier', async () => {
    await create(answering('x'), { Publish: true });
    await on.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const permit = () =>
      on.lambda.send(
        new AddPermissionCommand({
          FunctionName,
          Qualifier: 'live',
          StatementId: 's',
          Action: 'lambda:InvokeFunction',
          Principal: 'elasticloadbalancing.amazonaws.com',
        }),
      );
    await permit();
    await expect(permit()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    const { Policy } = await on.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: 'live' }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [{ Sid: 's', Principal: { Service: 'elasticloadbalancing.amazonaws.com' } }],
    });
    await expect(on.lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
