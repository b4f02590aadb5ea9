import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, zip } from './support';

afterEach(cleanUp);

const root = join(__dirname, '../../examples');
const folder = (dir: string): Uint8Array =>
  zip(Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')])));

const node = { runtime: 'nodejs20.x', handler: 'index.handler' } as const;
const python = { runtime: 'python3.12', handler: 'app.handler' } as const;
const hasPython = spawnSync('python3', ['--version']).status === 0;
const services = [['hello-node', node] as const, ...(hasPython ? [['hello-python', python] as const] : [])];

describe.each(services)('example %s', (service, options) => {
  it.each(['v1', 'v2', 'v3'])('%s shows its version, its color and the request', async (version) => {
    const on = await bench();
    const group = await deploy(on, `${service}-green`, folder(join(root, service, version)), options);
    await forward(on, 10, { [group]: 1 });
    const got = await get(on, { path: `/${service}?a=1`, from: '127.0.0.2' });
    expect(got.headers).toMatchObject({ 'x-teal-version': version, 'x-teal-color': 'green' });
    expect(JSON.parse(got.body)).toMatchObject({
      version,
      color: 'green',
      path: `/${service}`,
      query: { a: '1' },
      client: '127.0.0.2',
    });
    const page = await get(on, { headers: { accept: 'text/html' } });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('background:green');
  });

  it('takes a keep-warm event, and its color from TEAL_COLOR', async () => {
    const on = await bench();
    const name = `${service}-blue`;
    const group = await deploy(on, name, folder(join(root, service, 'v1')), {
      ...options,
      environment: { TEAL_COLOR: 'teal' },
    });
    await forward(on, 10, { [group]: 1 });
    const warm = await on.lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{"source":"aws.events"}' }));
    expect(warm.FunctionError).toBeUndefined();
    expect((await get(on)).headers['x-teal-color']).toBe('teal');
  });
});
