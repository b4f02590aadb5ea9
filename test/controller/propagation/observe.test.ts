// A service with a probe: a change is reported as in effect only when users get it.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import { journalOf } from '../helpers/journal';

const FILE = 'environments/local.yaml';
/** The limit passes by the clock. */
const REAL_CLOCK = { now: () => new Date() };
let world: Awaited<ReturnType<typeof createSandboxWorld>>;

const colored = (version: string): string => `export const handler = async () => ({
  statusCode: 200,
  headers: { 'x-color': process.env.AWS_LAMBDA_FUNCTION_NAME.split('-').pop() },
  body: '${version}',
});\n`;

const withProbe = (probe: string): void =>
  world.write(FILE, world.read(FILE).replace(/ {4}probe: .*\n|(?= {4}# moved by ctl)/, `    probe: ${probe}\n`));

beforeAll(async () => {
  world = await createSandboxWorld();
  for (const version of ['v1', 'v2']) world.write(`code/${version}/index.mjs`, colored(version));
  withProbe('{ path: /web, header: x-color }');
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

describe('a change of a service with a probe', () => {
  it.each(['shift web --green 50', 'promote web', 'shift web --green 0'])('%s is seen in effect', async (line) => {
    const { code, out } = await world.ctl(line);
    expect(out).toMatch(/web: in effect after \d+\.\d s: \d+ of \d+ answers from green/);
    expect(code).toBe(0);
  });

  it('is journaled with the times at which it was accepted and in effect', () => {
    expect(journalOf(world).at(-1)).toMatchObject({ acceptedAt: expect.any(String), inEffectAt: expect.any(String) });
  });

  it('that is rolled back is first reported as read back, then as in effect', async () => {
    expect((await world.ctl('promote web')).code).toBe(0);
    const { out } = await world.ctl('rollback web');
    expect(out).toMatch(/accepted and read back\n[\s\S]*web: in effect after .* 0 of \d+ answers from green/);
  });

  it('reports that a small change of the split cannot be observed', async () => {
    expect((await world.ctl('shift web --green 1')).out).toContain('changed too little to be observed');
    await world.ctl('rollback web');
  });

  it('reports that the probe cannot observe it when its requests hit the canary', async () => {
    await world.ctl('canary web --ip 127.0.0.1');
    expect((await world.ctl('shift web --green 50')).out).toContain('would hit web canary-0');
    await world.ctl('rollback web');
  });
});

describe('a change that users do not get', () => {
  let stuck: Server;
  let color: string | undefined = 'blue';
  beforeAll(async () => {
    stuck = createServer((_request, answer) => {
      if (color) answer.setHeader('x-color', color);
      answer.end();
    });
    await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve));
    const address = stuck.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    withProbe(`{ path: /web, header: x-color, url: "http://127.0.0.1:${port}", limit: 1s }`);
  });
  afterAll(() => new Promise((resolve) => stuck.close(resolve)));

  it('is accepted, and exits with 5 since it was not in effect in time', async () => {
    const { code, document } = await world.json('promote web', REAL_CLOCK);
    expect(code).toBe(5);
    expect(document).toMatchObject({
      changed: true,
      effects: [{ service: 'web', known: 'accepted', late: true, inEffectAt: null }],
    });
    expect(world.read(FILE)).toContain('green_weight: 100');
  });

  it('is distinguished from answers without a color, and never fails a rollback', async () => {
    color = undefined;
    const { code, out } = await world.ctl('rollback web', REAL_CLOCK);
    expect(out).toContain('status 200, no header x-color');
    expect(code).toBe(0);
  });
});

describe('an invalid probe', () => {
  it.each([
    ['{ path: web }', /probe\.path/],
    ['{ path: /web, limit: soon }', /"soon" is not a duration/],
    ['{ path: /web, url: web }', /probe\.url/],
  ])('%s is refused at its field', async (probe, message) => {
    withProbe(probe);
    const { code, out } = await world.ctl('validate');
    expect(out).toMatch(message);
    expect(code).toBe(2);
  });
});
