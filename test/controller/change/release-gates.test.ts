// Gates, hooks and notifications of the verbs, against a real sandbox: what they refuse, when, and what they never refuse.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import type { Ran } from '../helpers/context';
import { forgetChanges, journalOf, writeJournal } from '../helpers/journal';
import type { JournalEntry } from '../../../controller/store/journal';

const FILE = 'environments/local.yaml';
const WEDNESDAY_NIGHT = '{ freeze: [{ weekly: { days: [wed], from: "03:00", to: "04:00", reason: backups } }] }';
/** The tests' clock is fixed at 2030-01-02T03:04:05Z, a Wednesday. */
const THURSDAY = () => new Date('2030-01-03T03:04:05Z');

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let good: string;
const received: { readonly path: string; readonly body: unknown }[] = [];
const listener = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    received.push({ path: request.url ?? '', body: JSON.parse(body) as unknown });
    response.writeHead(request.url === '/secret-that-fails' ? 500 : 204).end();
  });
});
let base: string;

beforeAll(async () => {
  world = await createSandboxWorld();
  good = world.read(FILE);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  await world.ctl('deploy -e local --yes');
});
afterAll(async () => {
  listener.closeAllConnections();
  listener.close();
  await world.close();
});

/** Restores the state after the first deployment, with these rollout settings for both services. */
const withRollout = (text: string): void =>
  world.write(
    FILE,
    world.read(FILE).replace(/^(defaults: .*\n)?services:/m, `defaults: { rollout: ${text} }\nservices:`),
  );
beforeEach(async () => {
  world.write(FILE, good);
  forgetChanges(world);
  await world.ctl('deploy -e local --yes');
  forgetChanges(world);
  received.length = 0;
});

const weight = (): string | undefined => /green_weight: (\d+)/.exec(world.read(FILE))?.[1];
const lastEntry = (): unknown => journalOf(world).at(-1);

describe('a freeze', () => {
  beforeEach(() => withRollout(WEDNESDAY_NIGHT));

  it.each(['shift web --green 10', 'promote web', 'promote --all', 'promote web --dry-run'])(
    'refuses %s, and reports when it ends and that a rollback works',
    async (line) => {
      const { code, err } = await world.ctl(line);
      expect(err).toContain(
        'web: local is frozen until 2030-01-02 04:00 UTC (backups): no candidate gets more traffic',
      );
      expect(err).toContain('ctl rollback and shifts down always work');
      expect(code).toBe(3);
      expect(weight()).toBe('0');
    },
  );

  it('refuses nothing on another day', async () => {
    expect(await world.ctl('shift web --green 10', { now: THURSDAY })).toMatchObject({ code: 0 });
  });

  it('allows canary, stage, shift down, settle and rollback', async () => {
    await world.ctl('shift web --green 50', { now: THURSDAY });
    expect(await world.ctl('shift web --green 20')).toMatchObject({ code: 0 });
    expect(await world.ctl('rollback web')).toMatchObject({ code: 0 });
    expect(await world.ctl('canary web')).toMatchObject({ code: 0 });
    expect(await world.ctl('canary web --off')).toMatchObject({ code: 0 });
    expect(await world.ctl('stage web --package code/v3 --yes')).toMatchObject({ code: 0 });
    await world.ctl('promote web', { now: THURSDAY });
    expect(await world.ctl('promote web')).toMatchObject({ code: 0, out: expect.stringContaining('No change') });
    expect(await world.ctl('settle web')).toMatchObject({ code: 0 });
  });

  it('can be overridden with a reason, which the journal keeps with the overridden freeze', async () => {
    const { code, err } = await world.ctl('shift web --green 10 --override-freeze -m hotfix');
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: web: overridden: local is frozen'),
    });
    const overrode = 'local is frozen until 2030-01-02T04:00:00.000Z (backups)';
    expect(lastEntry()).toMatchObject({ verb: 'shift', reason: 'hotfix', overrode });
    expect((await world.ctl('history')).out).toContain(
      'overridden: local is frozen until 2030-01-02 04:00 UTC (backups)',
    );
  });

  it('cannot be overridden without a reason', async () => {
    const { code, err } = await world.ctl('promote web --override-freeze');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--override-freeze needs a reason') });
    expect(weight()).toBe('0');
  });
});

describe('an environment that must have run the code first', () => {
  /** Writes to the journal of staging that web's v2 had this weight. */
  const staging = (time: string, green: number): void => {
    const code = { blue: '../code/v1', green: '../code/v2' };
    const ownCode = {
      blue: { kind: 'package', source: code.blue },
      green: { kind: 'package', source: code.green },
    } as const;
    const weights = { blue: 100 - green, green };
    const to = {
      phase: 'promoted',
      active: 'blue',
      candidate: 'green',
      weights,
      canary: false,
      canaryIps: [],
    } as const;
    const entry: Partial<JournalEntry> = { time, to: { ...to, code, ownCode } };
    writeJournal(world, 'staging', [entry]);
  };
  const ctl = (line: string): Promise<Ran> => world.ctl(`${line} -e local`);
  beforeEach(() => {
    withRollout('{ requires: { environment: staging, baked: 30m } }');
    world.write('environments/staging.yaml', good.replace(/^sandbox: .*$/m, 'sandbox: { port: 9, control_port: 10 }'));
    writeJournal(world, 'staging', []);
  });
  afterAll(() => rmSync(join(world.root, 'environments/staging.yaml')));

  it.each(['shift web --green 1', 'promote web'])('refuses %s of code that it has not run', async (line) => {
    staging('2030-01-02T03:00:00Z', 100);
    const { code, err } = await ctl(line);
    expect(err).toContain('web: green may not get traffic yet: staging must have run it at 100 % for 30m');
    expect(err).toContain('hint: Try again in 25m55s, at 2030-01-02T03:30:00.000Z');
    expect(code).toBe(3);
  });

  it('allows code that it has run', async () => {
    staging('2030-01-02T02:30:00Z', 100);
    expect(await ctl('promote web')).toMatchObject({ code: 0 });
  });

  it('cannot be overridden like a freeze', async () => {
    expect(await ctl('promote web --override-freeze -m hotfix')).toMatchObject({ code: 3 });
  });

  it('allows any code to be staged, with a warning, and tried by canary', async () => {
    const staged = await ctl('stage web --package code/v3 --yes');
    expect(staged).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: It may not get traffic yet: staging'),
    });
    expect(await ctl('canary web')).toMatchObject({ code: 0 });
    expect(await get(world.sandbox.port, '/web', '127.0.0.2')).toBe('v3');
  });
});

describe('hooks before a stage', () => {
  const STAGE = 'stage web --package code/v3 --yes -m release-3';

  it('receive the code that will be staged', async () => {
    withRollout('{ hooks: { before_stage: [{ command: "read -r line; echo \\"$line\\" > facts" }] } }');
    expect(await world.ctl(STAGE)).toMatchObject({ code: 0 });
    expect(JSON.parse(world.read('facts'))).toMatchObject({
      point: 'before_stage',
      environment: 'local',
      reason: 'release-3',
      by: 'tester',
      services: [{ name: 'web', candidate: 'green', weight: 0, code: { blue: '../code/v1', green: '../code/v3' } }],
    });
  });

  it('stop it when one does not agree, before anything is changed', async () => {
    withRollout('{ hooks: { before_stage: [{ command: "echo not on a Friday; exit 1" }] } }');
    const before = world.read(FILE);
    const { code, err } = await world.ctl(STAGE);
    expect(err).toContain('before_stage: not on a Friday\n');
    expect(err).toContain('Nothing was changed in local: the hook');
    expect(code).toBe(5);
    expect(world.read(FILE)).toBe(before);
  });

  it('do not run for a dry run, or for a stage that changes nothing', async () => {
    withRollout('{ hooks: { before_stage: [{ command: "exit 1" }] } }');
    expect(await world.ctl(`${STAGE} --dry-run`)).toMatchObject({ code: 0 });
    expect(await world.ctl('stage web --package code/v2 --yes')).toMatchObject({ code: 0 });
  });
});

describe('after a rollback', () => {
  const promoted = async (rollout: string): Promise<void> => {
    withRollout(rollout);
    expect(await world.ctl('promote web')).toMatchObject({ code: 0 });
  };

  it('each hook runs once, and each receiver is notified once', async () => {
    await promoted(`{ hooks: { on_rollback: [{ http: "${base}/hook" }] }, notify: [{ webhook: "${base}/all" }] }`);
    expect(await world.ctl('rollback --all -m slow')).toMatchObject({ code: 0, err: '' });
    expect(received.map(({ path }) => path).sort()).toEqual(['/all', '/hook']);
    expect(received.find(({ path }) => path === '/hook')?.body).toMatchObject({
      point: 'on_rollback',
      reason: 'slow',
      services: [{ name: 'web', active: 'blue', weight: 0 }],
    });
    expect(received.find(({ path }) => path === '/all')?.body).toMatchObject({
      kind: 'rolled-back',
      services: ['web'],
      text: 'local web: rolled back, everything to the active color: slow (by tester)',
    });
  });

  it('a failure there is a warning without the address, after the report that traffic is back', async () => {
    const hook = `{ command: "while read -r line; do case $line in green_weight*) echo $line; esac; done < ${FILE}; exit 4" }`;
    await promoted(`{ hooks: { on_rollback: [${hook}] }, notify: [{ slack: "${base}/secret-that-fails" }] }`);
    const { code, out, err } = await world.ctl('rollback web');
    expect(out).toContain('web: everyone gets blue');
    expect(err).toContain('on_rollback: green_weight: 0\n');
    expect(err).not.toContain('green_weight: 100');
    expect(err).toMatch(/warning: Traffic is back, but the hook .* of on_rollback ended with 4/);
    expect(err).toMatch(/warning: Slack \(127\.0\.0\.1:\d+\) did not get the event rolled-back: it answered 500/);
    expect(err).not.toContain('secret');
    expect(code).toBe(0);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('every hook runs, whatever another one returns', async () => {
    await promoted(`{ hooks: { on_rollback: [{ command: "false" }, { command: "echo second; exit 4" }] } }`);
    const { code, err } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(err).toContain('on_rollback: second');
    expect(err).toMatch(/Traffic is back, but the hook .* of on_rollback ended with 1/);
    expect(err).toMatch(/Traffic is back, but the hook .* of on_rollback ended with 4/);
  });

  it('Ctrl-C in a hook is a warning, since traffic is back', async () => {
    const stop = new AbortController();
    const out: string[] = [];
    const io = {
      out: (line: string) => void out.push(line),
      err: (line: string) => (line.endsWith(': slow') ? stop.abort() : undefined),
      isTTY: false,
      columns: 80,
      color: false,
      confirm: () => Promise.resolve(false),
    };
    await promoted(`{ hooks: { on_rollback: [{ command: "echo slow; sleep 60" }] } }`);
    const { code } = await world.ctl('rollback web -o json', { io, signal: stop.signal });
    expect(code).toBe(0);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      warnings: [expect.stringMatching(/Traffic is back, but the hook .* was stopped by Ctrl-C/)],
    });
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('nothing is sent for one that changed nothing, or for a dry run', async () => {
    await promoted(`{ notify: [{ webhook: "${base}/all" }] }`);
    await world.ctl('rollback web --dry-run');
    await world.ctl('rollback web');
    await world.ctl('rollback web');
    expect(received).toHaveLength(1);
  });
});
