// ctl sandbox up in the foreground: it prints requests and what functions print, unless it is quiet, and no secret.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../bench/free-port';
import { createWorld, environmentText, get } from '../helpers/context';
import type { World } from '../helpers/context';

const SECRET = 'planted-secret-5f1c';
const CODE = `export const handler = async (event) => {
  console.log('hello from the function');
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'v1' };
};`;

let world: World;
let port: number;

beforeEach(async () => {
  world = createWorld();
  const [own, control] = await freePorts();
  port = own;
  const text = environmentText(own, control).replace(
    '  web:   # the front\n',
    `  web:\n    environment: { TOKEN: ${SECRET} }\n`,
  );
  world.write('environments/local.yaml', text);
  for (const version of ['v1', 'v2']) world.write(`code/${version}/index.mjs`, CODE);
});

afterEach(() => world.remove());

/** Starts the sandbox, deploys, asks once with a secret in the query, and stops. Returns what the sandbox printed. */
async function serveOnce(options: string): Promise<string> {
  const stop = new AbortController();
  const running = world.ctl(`sandbox up ${options}`, { signal: stop.signal });
  let isOver = false;
  void running.then(() => (isOver = true));
  while (!isOver && !(await world.ctl('sandbox status')).out.includes('runs')) {
    await new Promise((next) => setTimeout(next, 20));
  }
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  expect(await get(port, `/web?token=${SECRET}`)).toBe('v1');
  stop.abort();
  return (await running).err;
}

describe('ctl sandbox up in the foreground', () => {
  it('prints requests and what functions print, without values of the environment or of the query', async () => {
    const err = await serveOnce('');
    expect(err).toMatch(/^\d\d:\d\d:\d\d GET \/web 200 blue \[1\] \d+ ms$/m);
    expect(err).toMatch(/^\d\d:\d\d:\d\d web blue \[1\]: hello from the function$/m);
    expect(err).not.toContain(SECRET);
  }, 240_000);

  it('prints neither with --quiet', async () => {
    const err = await serveOnce('--quiet');
    expect(err).not.toMatch(/GET \/web|hello/);
  }, 240_000);
});
