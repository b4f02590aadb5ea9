// ctl drill: releases whose candidate fails, in a real sandbox under load, and what it reports about them.
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createWorld } from '../helpers/context';

const world = createWorld();
afterAll(() => world.remove());
world.write('code/index.mjs', '');
world.write(
  'environments/lax.yaml',
  `target: sandbox
services:
  web:
    paths: [/web]
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../code
    active_color: blue
    green_weight: 0
    rollout: { metrics: { errors: { dry_run: true }, latency: { dry_run: true } } }
`,
);

const live = { now: () => new Date(), random: Math.random };

/** A clock on which a release takes a third of the time. */
const START = Date.now();
const fast = {
  ...live,
  now: () => new Date(START + 3 * (Date.now() - START)),
  sleep: async (milliseconds: number) => void (await pause(milliseconds / 3)),
};

const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('teal-drill-'));

describe('a drill', () => {
  it('catches a bad release, fails when the limits let one pass, and leaves nothing behind', async () => {
    const before = folders();
    // One after the other: each aborts its release after 60 s, which two at once come near to on a busy machine.
    const bad = await world.json('drill --fault status --percent 60', live);
    const missed = await world.ctl('drill web -e lax --fault status --percent 60', fast);
    expect(bad).toMatchObject({
      code: 0,
      document: { judged_by: null, good: true, results: [{ verdict: 'caught', by: 'errors', back: true }] },
    });
    const [result] = (bad.document as { results: Record<string, number>[] }).results;
    expect(result?.['requests_hit']).toBeGreaterThan(0);
    expect(result?.['requests_hit']).toBeLessThan((result?.['requests'] ?? 0) / 2);
    expect(result?.['requests_hit']).toBeLessThanOrEqual(result?.['requests_candidate'] ?? 0);
    expect(missed.code).toBe(5);
    expect(missed.out).toMatch(/^status +never .* not back$/m);
    expect(missed.out).toContain('status: missed: every step passed');
    expect(folders()).toEqual(before);
    expect(existsSync(`${world.root}/.teal/sandbox`)).toBe(false);
  }, 180_000);

  it('lets a good release settle', async () => {
    const { code, document } = await world.json('drill --fault none', live);
    expect(document).toMatchObject({ results: [{ verdict: 'passed', reason: 'every step passed', requests_hit: 0 }] });
    expect(code).toBe(0);
  }, 180_000);

  it.each([
    ['a flag without the fault that it configures', 'drill --percent 5', 'Give --fault too, such as --fault errors'],
    ['a flag of another fault', 'drill --fault crash --percent 5', '--percent does not go with --fault crash'],
    [
      'text that is not a number',
      'drill --fault leak --milliseconds some',
      'whole number from 1 to 900000, not "some"',
    ],
    ['a service that does not exist', 'drill wep -e lax', 'Did you mean web?'],
  ])('is refused with %s', async (_, line, message) => {
    const { code, out, err } = await world.ctl(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
