// The soak can fail: it finds a load balancer that is wrong and a change that nobody was to see, and nothing where all is right.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { runCtl } from '../../bench/soak/ctl';
import { soak } from '../../bench/soak/soak';
import type { Scene, SoakOptions, SoakResult } from '../../bench/soak/soak';

const LONG = 240_000;
let printed: string[] = [];
/** Keeps what is printed, but for the progress. */
const print = (line: string): void => {
  if (!/^\d+ requests$/.test(line)) printed.push(line);
};
const closing: (() => void)[] = [];

afterEach(() => {
  printed = [];
  for (const close of closing.splice(0)) close();
});

const run = (options: Partial<SoakOptions>): Promise<SoakResult> =>
  soak({ requests: 600, seed: 3, controllers: 0, checkouts: 1, print, ...options });

/** Stages v2 of web and shows it to 127.0.0.2. */
async function openCanary({ places: { roots } }: Scene): Promise<void> {
  await runCtl(roots[0], ['stage', 'web', '--package', 'code/v2', '--yes']);
  await runCtl(roots[0], ['canary', 'web', '--ip', '127.0.0.2']);
}

/** A load balancer that believes what X-Forwarded-For claims: it passes requests on from that address. */
async function startGullible(port: number): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    const localAddress = String(incoming.headers['x-forwarded-for']).split(',')[0];
    const { url: path, headers } = incoming;
    const call = request({ host: '127.0.0.1', port, path, headers, localAddress, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    call.once('error', () => outgoing.destroy());
    call.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('the soak', () => {
  it(
    'finds a load balancer that believes X-Forwarded-For',
    async () => {
      const disturb = async (scene: Scene): Promise<number> => {
        await openCanary(scene);
        return startGullible(scene.ports.port);
      };
      const { counts } = await run({ disturb });
      expect(counts.faults['canary saw stable']).toBeGreaterThan(0);
      expect(counts.faults['saw weight 0']).toBeGreaterThan(0);
      expect(printed.join('\n')).toMatch(
        /seed 3, .*after \d+ requests: saw weight 0: .* from 127.0.0.[13456]: soak-web-green/,
      );
    },
    LONG,
  );

  it(
    'finds a rule that was changed past it',
    async () => {
      const disturb = async (scene: Scene): Promise<number> => {
        await openCanary(scene);
        const past = scene.places.addCheckout(scene.ports.controlPort);
        scene.places.shareCredentials();
        await runCtl(past, ['pull', '--yes']);
        await runCtl(past, ['shift', 'web', '--green', '50']);
        return scene.ports.port;
      };
      const { counts } = await run({ disturb });
      expect(counts.faults).toMatchObject({ failed: 0, 'canary saw stable': 0, 'not allowed': 0 });
      expect(counts.faults['saw weight 0']).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'counts requests that nobody answers as failed',
    async () => {
      const server = createServer((incoming) => incoming.socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => server.close());
      const { counts } = await run({ disturb: async () => (server.address() as AddressInfo).port });
      expect(counts.faults.failed).toBe(counts.requests);
    },
    LONG,
  );

  it(
    'finds nothing while two checkouts change a sandbox that works',
    async () => {
      const result = await run({ requests: 1500, controllers: 1, checkouts: 2 });
      expect({ faults: result.counts.faults, unexpected: result.counts.unexpected, printed }).toEqual({
        faults: { failed: 0, 'canary saw stable': 0, 'saw weight 0': 0, 'not allowed': 0 },
        unexpected: 0,
        printed: [],
      });
      expect(result.counts.requests).toBeGreaterThanOrEqual(1500);
      expect(result.ruleStates).toBeGreaterThan(1);
    },
    LONG,
  );
});
