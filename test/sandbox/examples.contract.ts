// What each example does, whatever it is written in.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, zip } from './support';
import type { Deployment } from './support';

const root = join(__dirname, '../../examples');
const folder = (dir: string): Uint8Array =>
  zip(Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')])));

/** The tests of an example, whose versions are folders below examples/. */
export function exampleContract(service: string, options: Deployment): void {
  describe(`example ${service}`, () => {
    afterEach(cleanUp);

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
}
