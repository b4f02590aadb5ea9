import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import type { InvocationType } from '@aws-sdk/client-lambda';
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

  const LIMIT = 'environment variables you have provided exceeded the 4KB limit. String measured: {"VAR":"';
  it.each<[string, object, string]>([
    ['variables of 4097 bytes in all', { VAR: 'x'.repeat(4097 - '{"VAR":""}'.length) }, LIMIT],
    ['variables of 4097 bytes in UTF-8', { VAR: 'ü'.repeat(2044) }, LIMIT],
    ['a reserved variable', { AWS_REGION: 'eu-west-1', VAR: '1' }, 'Reserved keys used in this request: AWS_REGION'],
  ])('are refused with %s, in the words of AWS', async (_, Variables, message) => {
    const refusal = { name: 'InvalidParameterValueException', message: expect.stringContaining(message) };
    await expect(create(answering('x'), { Environment: { Variables } })).rejects.toMatchObject(refusal);
    await create(answering('x'), { Environment: { Variables: { VAR: 'x'.repeat(4096 - '{"VAR":""}'.length) } } });
    const update = { FunctionName, Environment: { Variables: Variables as Record<string, string> } };
    await expect(on.lambda.send(new UpdateFunctionConfigurationCommand(update))).rejects.toMatchObject(refusal);
  });

  it.each<[string, object]>([
    ['a timeout of 0', { Timeout: 0 }],
    ['127 MB of memory', { MemorySize: 127 }],
    ['10,241 MB of memory', { MemorySize: 10_241 }],
    ['511 MB of storage', { EphemeralStorage: { Size: 511 } }],
    ['a role that is none', { Role: 'admin' }],
    ['a layer', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] }],
  ])('are refused with %s too', async (_, more) => {
    await expect(create(answering('x'), more)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('are listed page by page, and have tags', async () => {
    for (const name of ['a', 'b', 'c'])
      await create(answering('x'), { FunctionName: name, Tags: { name }, Publish: true });
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListFunctions({ client: on.lambda, pageSize: 2 }, {})) {
      pages.push((page.Functions ?? []).map((fn) => fn.FunctionName));
    }
    expect(pages).toEqual([['a', 'b'], ['c']]);
    const all = await on.lambda.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }));
    expect(all.Functions?.map((fn) => fn.Version)).toEqual(['$LATEST', '1', '$LATEST', '1', '$LATEST', '1']);
    const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:a';
    await on.lambda.send(new TagResourceCommand({ Resource, Tags: { owner: 'me' } }));
    await on.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['name'] }));
    expect((await on.lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ owner: 'me' });
    expect((await on.lambda.send(new GetFunctionCommand({ FunctionName: 'a' }))).Tags).toEqual({ owner: 'me' });
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

describe('an invocation', () => {
  const asked = async (file: string, InvocationType: string, Payload: string = JSON.stringify({ file })) => {
    const code = 'const fs = await import("node:fs"); fs.writeFileSync(event.file, "ran"); return { ran: true };';
    await create(nodeZip(code));
    const command = new InvokeCommand({ FunctionName, InvocationType: InvocationType as InvocationType, Payload });
    const answer = await on.lambda.send(command);
    return { status: answer.StatusCode, body: Buffer.from(answer.Payload ?? []).toString() };
  };
  const fileOf = () => join(on.dir, 'ran');

  it('of type DryRun answers 204 and does not run the function', async () => {
    expect(await asked(fileOf(), 'DryRun')).toEqual({ status: 204, body: '' });
    const waited = await on.lambda.send(new InvokeCommand({ FunctionName, Payload: '{"file":"/dev/null"}' }));
    expect([waited.StatusCode, existsSync(fileOf())]).toEqual([200, false]);
  });

  it('of type Event answers 202 without the result, and the function runs', async () => {
    expect(await asked(fileOf(), 'Event')).toEqual({ status: 202, body: '' });
    while (!existsSync(fileOf())) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('of type RequestResponse answers 200 with the result', async () => {
    expect(await asked(fileOf(), 'RequestResponse')).toEqual({ status: 200, body: '{"ran":true}' });
  });

  it.each<[string, string, string, string]>([
    ['of another type', 'Later', '{}', 'InvalidParameterValueException'],
    ['whose payload is not JSON', 'RequestResponse', '{"a":', 'InvalidRequestContentException'],
    ['of type Event with more than 1 MB', 'Event', `"${'x'.repeat(1024 * 1024)}"`, 'RequestTooLargeException'],
    ['with more than 6 MB', 'RequestResponse', `"${'x'.repeat(6 * 1024 * 1024)}"`, 'RequestTooLargeException'],
  ])('%s is refused', async (_, type, payload, name) => {
    await expect(asked(fileOf(), type, payload)).rejects.toMatchObject({ name });
  });
});

describe('versions', () => {
  it('are not published again while nothing changed', async () => {
    const code = answering('x');
    await create(code);
    const publish = async () => (await on.lambda.send(new PublishVersionCommand({ FunctionName }))).Version;
    expect([await publish(), await publish()]).toEqual(['1', '1']);
    await on.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code }));
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
