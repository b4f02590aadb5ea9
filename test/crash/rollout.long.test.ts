// A rollout is killed at every boundary and resumed: the load balancer must get the same weights as from one without a kill. At every
// tenth boundary a process is killed. At the others the state that a kill would leave is copied.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../controller/helpers/context';
import type { Ran, SandboxWorld } from '../controller/helpers/context';
import { startProxy } from '../faults/proxy';
import type { Call } from '../faults/proxy';
import { bundleEntry } from './child';
import type { Bundle } from './child';
import { FILE, capture, restore } from './wreck';
import type { Wreck } from './wreck';

/** A rollout with two steps that settles, and one with a single step, after which a hook does not agree. */
const STEPS = 'rollout start web --strategy 50:1s --bake 1s --interval 1s';
const AT_ONCE = 'rollout start web --strategy AllAtOnce --bake 1s --interval 1s';
/** At each boundary whose number this divides, a process is killed. */
const KILL_EVERY = 10;
/** No requests are sent here: metrics pass without data, so that only hooks decide. */
const QUIET = `    rollout:
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
`;
const FAILING = `${QUIET}      hooks: { after_step: [{ command: 'false' }] }
`;

interface CrashWorld extends SandboxWorld {
  readonly clock: string;
  /** The state before the rollout. */
  readonly start: Wreck;
  readonly seen: string[];
}

let bundle: Bundle;
const worlds: CrashWorld[] = [];

beforeAll(async () => {
  bundle = bundleEntry();
  for (const rollout of [QUIET, FAILING]) worlds.push(await crashWorld(rollout));
}, 60_000);

afterAll(async () => {
  bundle.remove();
  for (const world of worlds) await world.close();
});

/** A sandbox on a clock in a file, behind a proxy that records the changes of its rules. */
async function crashWorld(rollout: string): Promise<CrashWorld> {
  let clock = '';
  const now = (): Date => new Date(clock ? Number(readFileSync(clock, 'utf8')) : Date.parse('2030-01-01T00:00:00Z'));
  const world = await createSandboxWorld({ now });
  clock = join(world.root, 'clock');
  setClock(clock);
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  const proxy = await startProxy(world.sandbox.controlPort);
  const seen: string[] = [];
  proxy.fail((call) => void (call.action === 'ModifyRule' && seen.push(changeOf(call))));
  const text = world.read(FILE).replace(/control_port: \d+/, `control_port: ${proxy.port}`);
  world.write(FILE, text.replace('    whitelisted_ips:', `${rollout}    whitelisted_ips:`));
  const close = async (): Promise<void> => {
    await proxy.close();
    await world.close();
  };
  return { ...world, clock, start: capture(world), seen, close };
}

const setClock = (file: string): void => writeFileSync(file, String(Date.parse('2030-01-01T01:00:00Z')));

/** The rule and its new weights, such as `9f3c: sandbox-web-blue 50, sandbox-web-green 50`. */
function changeOf({ params }: Call): string {
  const groups = [...params].flatMap(([key, arn]) => {
    if (!key.endsWith('.TargetGroupArn') || !key.includes('ForwardConfig')) return [];
    const name = arn.split('/')[1] ?? '';
    return [`${name} ${params.get(key.replace('TargetGroupArn', 'Weight')) ?? ''}`];
  });
  return `${params.get('RuleArn')?.slice(-4) ?? ''}: ${groups.join(', ')}`;
}

/** Restores everything to before the rollout. */
async function reset(world: CrashWorld): Promise<void> {
  await restore(world, world.start);
  setClock(world.clock);
  world.seen.length = 0;
}

/** The state after a kill, the time of the kill, and the changes that the load balancer got before it. */
interface Left {
  readonly wreck: Wreck;
  readonly time: string;
  readonly seen: readonly string[];
}

const captureAll = (world: CrashWorld): Left => ({
  seen: [...world.seen],
  time: readFileSync(world.clock, 'utf8'),
  wreck: capture(world),
});

async function restoreAll(world: CrashWorld, { wreck, time, seen }: Left): Promise<void> {
  await restore(world, wreck);
  writeFileSync(world.clock, time);
  world.seen.splice(0, Infinity, ...seen);
}

/** Runs ctl in this process, on the clock in the file. */
function runHere(world: CrashWorld, line: string, boundary = (): void => undefined): Promise<Ran> {
  const now = (): Date => new Date(Number(readFileSync(world.clock, 'utf8')));
  const sleep = async (milliseconds: number): Promise<void> => {
    writeFileSync(world.clock, String(now().getTime() + milliseconds));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return world.ctl(line, { now, sleep, boundary });
}

/** Resumes the rollout, or starts it when none was stored. */
async function finish(world: CrashWorld, line: string): Promise<Ran> {
  const resumed = await runHere(world, 'rollout resume web');
  return resumed.err.includes('No rollout of web') && !resumed.err.includes('Rollout') ? runHere(world, line) : resumed;
}

interface Expected {
  readonly line: string;
  readonly code: number;
  readonly text: RegExp;
}

/** The number of boundaries. */
async function killEverywhere(world: CrashWorld, { line, ...expected }: Expected): Promise<number> {
  const env = { CLOCK_FILE: world.clock };
  await reset(world);
  const visits: Left[] = [];
  const whole = await runHere(world, line, () => void visits.push(captureAll(world)));
  expect({ code: whole.code, err: whole.err }).toMatchObject({ code: expected.code });
  const undisturbed = [...world.seen];
  const text = world.read(FILE);
  expect(text).toMatch(expected.text);
  for (const [index, left] of visits.entries()) {
    const previous = visits[index - 1];
    // A kill after a step that changed nothing leaves the same as one before it.
    if (left.wreck.key === previous?.wreck.key && left.time === previous.time) continue;
    const boundary = index + 1;
    if (boundary % KILL_EVERY === 0) {
      await reset(world);
      const { signal } = await bundle.run(world.root, line, { ...env, KILL_AT: String(boundary) });
      expect(signal).toBe('SIGKILL');
    } else await restoreAll(world, left);
    const ended = /"at":"done"/.test(stored(world)) ? undefined : await finish(world, line);
    const at = `killed at boundary ${boundary}`;
    expect({
      at,
      err: ended?.err,
      seen: world.seen,
      text: world.read(FILE),
      code: ended?.code ?? expected.code,
    }).toEqual({
      at,
      err: ended?.err,
      seen: undisturbed,
      text,
      code: expected.code,
    });
    await rollBackAfter(world, left, at);
  }
  return visits.length;
}

/** The stored texts of the rollouts. */
function stored(world: CrashWorld): string {
  const folder = join(world.root, '.teal/rollouts/local');
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** A rollback after the kill: everyone gets the stable color, and no rollout is left that could move anybody. */
async function rollBackAfter(world: CrashWorld, left: Left, at: string): Promise<void> {
  await restoreAll(world, left);
  const open = /"at":"/.test(stored(world)) && !/"at":"done"/.test(stored(world));
  const { code, out, err } = await runHere(world, 'rollback web');
  const resumed = await runHere(world, 'rollout resume web');
  const settled = /"outcome":"settled"/.test(stored(world));
  expect({ at, code, out, ended: err.includes('has ended'), resumed: resumed.err }).toEqual({
    at,
    code: 0,
    out: expect.stringContaining(`everyone gets ${settled ? 'green' : 'blue'}`),
    ended: open,
    resumed: expect.stringContaining('No rollout of web is unfinished'),
  });
}

describe('a rollout that is killed at every boundary and resumed', () => {
  it('sends the load balancer the same weights, and settles', async () => {
    const [world] = worlds;
    if (!world) throw new Error('no world');
    expect(await killEverywhere(world, { line: STEPS, code: 0, text: /active_color: green/ })).toBeGreaterThan(40);
  }, 600_000);

  it('rolls back once', async () => {
    const [, world] = worlds;
    if (!world) throw new Error('no world');
    expect(
      await killEverywhere(world, {
        line: AT_ONCE,
        code: 5,
        text: /active_color: blue[^]*green_weight: 0/,
      }),
    ).toBeGreaterThan(20);
  }, 600_000);
});
