// Lambda's copy of the AWS SDK: functions that do not package it find it in the folder that the environment file names.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, temporaryDir, zip } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

/** A folder with packages, each of one file. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryDir();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const npmPackage = (at: string, code: string): Record<string, string> => ({
  [`${at}/package.json`]: '{ "main": "index.js" }',
  [`${at}/index.js`]: code,
});

const importing = (name: string): Uint8Array =>
  zip({
    'index.mjs': `import { from } from '${name}'; export const handler = async () => ({ statusCode: 200, body: from });`,
  });
const requiring = (name: string): Uint8Array =>
  zip({ 'index.js': `exports.handler = async () => ({ statusCode: 200, body: require('${name}').from });` });

async function serving(code: Uint8Array, sdkPath?: string): Promise<Bench> {
  const on = await bench({ sdkPath });
  await forward(on, 1, { [await deploy(on, 'svc', code)]: 1 });
  return on;
}

describe('a function that imports a client which it does not package', () => {
  const sdk = (prefix: string): string =>
    folderWith({
      ...npmPackage(`${prefix}@aws-sdk/client-s3`, "exports.from = require('needed').from;"),
      ...npmPackage(`${prefix}needed`, "exports.from = 'sdk';"),
    });

  it.each([
    ['imports', importing('@aws-sdk/client-s3'), 'node_modules/'],
    ['requires', requiring('@aws-sdk/client-s3'), 'nodejs/node_modules/'],
  ])('finds it in sdk_path, with what it needs itself: %s', async (_, code, prefix) => {
    expect(await get(await serving(code, sdk(prefix)))).toMatchObject({ status: 200, body: 'sdk' });
  });

  it('gets nothing else that is there', async () => {
    const on = await serving(importing('needed'), sdk(''));
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain("Cannot find package 'needed'");
  });

  it.each([
    ['at its start', importing('@aws-sdk/client-s3')],
    ['in an invocation', requiring('@aws-sdk/client-s3')],
  ])('is told of the setting where that is missing: %s', async (_, code) => {
    const on = await serving(code);
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain(
      "Lambda's runtime includes @aws-sdk/client-s3; the sandbox does not: set sandbox.sdk_path, or put it into the package.",
    );
  });

  it('is told where to install what the folder lacks', async () => {
    const on = await serving(importing('@aws-sdk/client-sqs'), sdk(''));
    await get(on);
    expect(on.logs.join('\n')).toContain('the folder of sandbox.sdk_path does not: install it there');
  });

  it('uses its own copy where it has one', async () => {
    const own = npmPackage('node_modules/@aws-sdk/client-s3', "exports.from = 'own';");
    const code = zip({
      ...own,
      'index.js': `exports.handler = async () => ({ statusCode: 200, body: require('@aws-sdk/client-s3').from });`,
    });
    expect((await get(await serving(code, sdk('')))).body).toBe('own');
  });
});

describe('a folder without an SDK', () => {
  it('is named at the start', async () => {
    const folder = temporaryDir();
    expect((await bench({ sdkPath: folder })).logs).toEqual([
      `sandbox.sdk_path ${folder} has neither @aws-sdk nor boto3; install them there with npm or pip install --target`,
    ]);
  });
});

describe('a runtime that this machine does not have', () => {
  it('is named once, with what runs instead, at the start and not again', async () => {
    const on = await bench({
      runtimes: ['nodejs18.x', `nodejs${process.versions.node.split('.')[0] ?? ''}.x`, 'nodejs18.x'],
    });
    const lines = [`runtime nodejs18.x is not on this machine: its functions run on Node.js ${process.versions.node}`];
    expect(on.logs).toEqual(lines);
    const code = zip({ 'index.mjs': 'export const handler = async () => ({ statusCode: 200 });' });
    await forward(on, 1, { [await deploy(on, 'svc', code, { runtime: 'nodejs18.x' })]: 1 });
    expect((await get(on)).status).toBe(200);
    expect(on.logs).toEqual(lines);
  });

  it('is named when its first function runs', async () => {
    const on = await bench();
    const code = zip({ 'index.mjs': 'export const handler = async () => ({ statusCode: 200 });' });
    await forward(on, 1, { [await deploy(on, 'svc', code, { runtime: 'nodejs22.x' })]: 1 });
    await get(on);
    await get(on);
    const named = on.logs.filter((line) => line.startsWith('runtime '));
    expect(named).toHaveLength(process.versions.node.startsWith('22.') ? 0 : 1);
  });
});
