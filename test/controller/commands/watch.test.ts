// --watch -o json: one event a line, until Ctrl-C or until nothing is left to watch.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createOfflineWorld, createSandboxWorld } from '../helpers/context';
import type { SandboxWorld, World } from '../helpers/context';

let world: SandboxWorld;
beforeEach(async () => {
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
}, 240_000);
afterEach(() => world.close(), 240_000);

const eventsOf = (out: string): { event: string }[] =>
  out.split('\n').map((line) => JSON.parse(line) as { event: string });

/** Runs a verb until it waits for the third time; Ctrl-C then. */
async function watch(on: World, line: string, between: () => Promise<unknown> = () => Promise.resolve()) {
  const stop = new AbortController();
  let waited = 0;
  return on.ctl(line, {
    signal: stop.signal,
    sleep: async () => {
      if (++waited === 1) await between();
      if (waited === 3) stop.abort();
    },
  });
}

describe('ctl status --watch -o json', () => {
  it('prints the status at the start and when it changed, and ends with exit code 0', async () => {
    const { code, out } = await watch(world, 'status --watch -o json', () => world.ctl('canary web --yes'));
    expect(code).toBe(0);
    expect(eventsOf(out).map(({ event }) => event)).toEqual(['status', 'status', 'end']);
    expect(eventsOf(out)[0]).toMatchObject({ schemaVersion: 1, environment: 'local' });
  }, 240_000);
});

describe('ctl rollout status --watch -o json', () => {
  it('ends when no rollout is left', async () => {
    const { code, out } = await watch(world, 'rollout status --watch -o json');
    expect(code).toBe(0);
    expect(eventsOf(out).at(-1)).toMatchObject({ event: 'end', reason: 'finished' });
  }, 240_000);

  it('prints an error as its last line', async () => {
    const offline = createOfflineWorld();
    const { code, out } = await watch(offline, 'rollout status nothing --watch -o json');
    offline.remove();
    expect(code).not.toBe(0);
    expect(eventsOf(out).at(-1)).toMatchObject({ event: 'error', error: { code: 'ROLLOUT_NOT_FOUND' } });
  }, 240_000);
});
