// ctl logs in a sandbox: which lines it shows, what it says where there is no log, and how it follows.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../../../bench/free-port';
import { createOfflineWorld, createSandboxWorld, get } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';

const talking = (version: string): string =>
  `export const handler = async (event) => {
    console.log('hello from ${version}');
    if (event.queryStringParameters?.broken) console.error(new TypeError('broken ${version}'));
    return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '${version}' };
  };`;

let world: SandboxWorld;
const SINCE = '--since 999999h';

beforeEach(async () => {
  world = await createSandboxWorld();
  for (const version of ['v1', 'v2']) world.write(`code/${version}/index.mjs`, talking(version));
  expect((await world.ctl('deploy --yes')).code).toBe(0);
}, 120_000);

afterEach(() => world.close(), 120_000);

const textsOf = (document: unknown): string[] =>
  (document as { lines: { text: string }[] }).lines.map(({ text }) => text);

describe('ctl logs', () => {
  it('shows each line with its time, color, version and request id', async () => {
    await get(world.sandbox.port, '/web');
    const { code, document } = await world.json(`logs web ${SINCE}`);
    expect(code).toBe(0);
    expect(document).toMatchObject({ environment: 'local', service: 'web' });
    const [line] = (document as { lines: object[] }).lines.filter(
      (one) => 'text' in one && one.text === 'hello from v1',
    );
    expect(line).toMatchObject({ color: 'blue', version: '1' });
    expect(line).toHaveProperty('requestId', expect.stringMatching(/^[0-9a-f]{8}-/));
    const { out } = await world.ctl(`logs web ${SINCE} --color blue`);
    expect(out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} blue (v\d+-\w+ )?\[1\] [0-9a-f]{8} {2}hello from v1$/m);
  });

  it('shows one color, one version, and only errors with their stacks', async () => {
    await get(world.sandbox.port, '/web');
    await get(world.sandbox.port, '/web?broken=1');
    expect(textsOf((await world.json(`logs web ${SINCE} --color candidate`)).document)).not.toContain('hello from v1');
    expect(textsOf((await world.json(`logs web ${SINCE} --version 1`)).document)).toContain('hello from v1');
    expect(textsOf((await world.json(`logs web ${SINCE} --version 7`)).document)).toEqual([]);
    const errors = textsOf((await world.json(`logs web ${SINCE} --errors`)).document);
    expect(errors[0]).toBe('TypeError: broken v1');
    expect(errors.slice(1).every((text) => text.startsWith(' '))).toBe(true);
  });

  it('says which version it does not know', async () => {
    const { code, err } = await world.ctl('logs web --version v9-000000');
    expect(code).toBe(2);
    expect(err).toContain('v9-000000 is not on blue or green of web');
    expect(err).toContain('ctl versions web -e local');
  });

  it('refuses a duration that is none', async () => {
    expect(await world.ctl('logs web --since yesterday')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--since: "yesterday" is not a duration'),
    });
  });

  it('follows through a restart of the sandbox, one event a line, and ends with exit code 0 at Ctrl-C', async () => {
    const stop = new AbortController();
    const events: { event: string; text?: string; reason?: string }[] = [];
    const seen = (holds: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => void (holds() ? resolve() : setTimeout(look, 5));
        look();
      });
    const running = world.ctl(`logs web ${SINCE} --follow -o json`, {
      signal: stop.signal,
      io: {
        out: (line) => void events.push(JSON.parse(line) as (typeof events)[number]),
        err: () => undefined,
        isTTY: false,
        columns: 80,
        color: false,
        confirm: () => Promise.resolve(false),
      },
      sleep: (milliseconds) => new Promise((next) => setTimeout(next, Math.min(milliseconds, 10))),
    });
    const lines = (): number => events.filter(({ text }) => text === 'hello from v1').length;
    await get(world.sandbox.port, '/web');
    await Promise.race([seen(() => lines() > 0), running]);
    const before = lines();
    await world.restart(world.read('state/state.json'));
    await get(world.sandbox.port, '/web');
    await Promise.race([seen(() => lines() > before), running]);
    stop.abort();
    const { code } = await running;
    expect(code).toBe(0);
    expect(lines()).toBe(before + 1);
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'interrupted' });
  }, 120_000);
});

describe('ctl logs without a log', () => {
  it('names the command that starts a stopped sandbox', async () => {
    const offline = createOfflineWorld(await freePort(), await freePort());
    const { code, err } = await offline.ctl('logs web');
    offline.remove();
    expect(code).toBe(1);
    expect(err).toContain('The sandbox of local is not running');
    expect(err).toContain('ctl sandbox up --detach -e local');
  });
});
