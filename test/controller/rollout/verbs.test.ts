// The rollout commands as a user types them: exit codes, output, and invalid arguments.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../../../controller/core/context';
import { createSandboxWorld, get } from '../helpers/context';
import { Clock } from './world';

const FILE = 'environments/local.yaml';
const VERSIONS = 'environments/local.versions.yaml';
/** No requests are sent here: metrics pass without data, so that only hooks and operators decide. */
const QUIET = `    rollout:
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
`;
const QUICK = '--strategy 10:2s,50:1s --bake 1s --interval 1s';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let clock: Clock;

beforeEach(async () => {
  clock = new Clock();
  world = await createSandboxWorld({ now: clock.now });
  world.write(FILE, world.read(FILE).replace('    whitelisted_ips:', `${QUIET}    whitelisted_ips:`));
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});

afterEach(() => world.close());

const ctl = (line: string, changes: Partial<Context> = {}): ReturnType<typeof world.ctl> =>
  world.ctl(line, { now: clock.now, sleep: clock.sleep, ...changes });

const silent: Context['io'] = {
  out: () => undefined,
  err: () => undefined,
  isTTY: false,
  columns: 80,
  color: false,
  confirm: () => Promise.resolve(false),
};

/** Runs a command that Ctrl-C stops once it has printed a text. */
async function stoppedAt(line: string, text: string): ReturnType<typeof world.ctl> {
  const interruption = new AbortController();
  const err: string[] = [];
  const io: Context['io'] = {
    out: () => undefined,
    err: (line) => {
      err.push(line);
      if (line.includes(text)) interruption.abort();
    },
    isTTY: false,
    columns: 80,
    color: false,
    confirm: () => Promise.resolve(false),
  };
  const { code } = await ctl(line, { signal: interruption.signal, io });
  return { code, out: '', err: err.join('\n') };
}

describe('ctl release', () => {
  it('stages, rolls out and settles in one command, and prints each step', async () => {
    const { code, out, err } = await ctl(`release web --package code/v3 --yes ${QUICK}`);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('settled: without data: ') });
    expect(out).toContain('web: blue 0 %, green 100 %, green active');
    expect(err).toContain('web: 10 % on green for 2s');
    expect(err).toContain('web: 100 % on green');
    expect(world.read(FILE)).toContain("green_package: '../code/v3'");
    const history = await ctl('history web');
    expect(history.out).toMatch(/rollout +web +- +live +settled/);
    expect(history.out).toContain('started by tester');
  });

  it('keeps its reason in the journal', async () => {
    expect((await ctl(`rollout start web ${QUICK} -m urgent`)).code).toBe(0);
    expect((await ctl('history web')).out).toMatch(/reason: rollout .*: 10 % \(urgent\)/);
  });

  it('first opens the canary for a self-test', async () => {
    const { code, err } = await ctl(`release web --self-test 1m ${QUICK}`);
    expect(code).toBe(0);
    expect(err).toMatch(/canary on for 1m: whitelisted addresses see green[^]*10 % on green/);
  });

  it('rolls back with exit 5 when a hook does not agree, and retry runs the same plan again', async () => {
    const good = world.read(FILE);
    const hooks = `${QUIET}      hooks: { after_step: [{ command: 'echo no orders; false' }] }\n`;
    world.write(FILE, good.replace(QUIET, hooks));
    const back = await ctl(`release web ${QUICK}`);
    expect(back).toMatchObject({ code: 5, out: expect.stringContaining('rolled back: after_step: ') });
    expect(back.out).toContain('no orders');
    expect(back.out).toContain('web: blue 100 %, green 0 %, blue active');
    world.write(FILE, good);
    expect(await ctl('rollout retry web')).toMatchObject({ code: 0, out: expect.stringContaining('settled') });
  });

  it('prints one document with -o json, and nothing else on stdout', async () => {
    const { code, out } = await ctl(`release web ${QUICK} -o json`);
    const { rollout, services } = JSON.parse(out) as {
      rollout: { position: { outcome: string } };
      services: Record<string, { active: string }>;
    };
    expect({ code, outcome: rollout.position.outcome, active: services['web']?.active }).toEqual({
      code: 0,
      outcome: 'settled',
      active: 'green',
    });
  });
});

describe('operators', () => {
  it('approve a step, which the process that resumes the rollout then continues', async () => {
    const start = 'rollout start web --strategy 10:1s:approve --bake 1s --interval 1s';
    const left = await stoppedAt(start, 'waits for approval');
    expect(left).toMatchObject({ code: 130, err: expect.stringContaining('ctl rollout approve web -e local') });
    expect(left.err).toContain('web: blue 90 %, green 10 %, blue active');
    expect(left.err).toContain('ctl rollout resume web -e local continues it');
    expect(await ctl('rollout approve web --id another')).toMatchObject({ code: 3 });
    const approved = await ctl('rollout approve web');
    expect(approved).toMatchObject({ code: 0, out: expect.stringContaining('No process drives it') });
    expect(await ctl('rollout approve web')).toMatchObject({ code: 3 });
    expect(await ctl('rollout resume web')).toMatchObject({ code: 0, out: expect.stringContaining('settled') });
  });

  it('approve nothing that does not wait for it, and read where the rollout is and what continues it', async () => {
    await stoppedAt(`rollout start web --self-test 1m ${QUICK}`, 'canary on');
    const testing = await ctl('rollout approve web');
    expect(testing).toMatchObject({ code: 3, err: expect.stringContaining('it is in its self-test') });
    await ctl('rollout abort web');
    await stoppedAt('rollout start web --strategy 10:1m:approve --bake 1s --interval 1s', '10 % on green');
    const holding = await ctl('rollout approve web');
    expect(holding).toMatchObject({ code: 3, err: expect.stringContaining('an approval: it holds at 10 %') });
    await ctl('rollout pause web -m lunch');
    const paused = await ctl('rollout approve web');
    expect(paused).toMatchObject({ code: 3, err: expect.stringContaining('it is paused: by tester: lunch') });
    expect(paused.err).toContain('ctl rollout resume web -e local continues it');
  });

  it('pause a rollout from another terminal: it shows that, and exits with 6', async () => {
    const err: string[] = [];
    const io: Context['io'] = {
      out: () => undefined,
      err: (line) => void err.push(line),
      isTTY: false,
      columns: 80,
      color: false,
      confirm: () => Promise.resolve(false),
    };
    const sleep = async (milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      if (err.some((line) => line.includes('10 % on green'))) await ctl('rollout pause web -m lunch');
    };
    const { code } = await ctl(`rollout start web ${QUICK}`, { io, sleep });
    expect(code).toBe(6);
    const shown = await ctl('rollout status web');
    expect(shown.out).toContain('10 % candidate, 90 % stable');
    expect(shown.out).toContain('by tester: lunch');
    expect(await ctl('rollout resume web')).toMatchObject({ code: 0 });
  });

  it('who shift by hand see what is live when the rollout pauses, and that it is not known when AWS does not answer', async () => {
    const err: string[] = [];
    const io: Context['io'] = { ...silent, err: (line) => void err.push(line) };
    const onTen = (act: () => Promise<unknown>) => async (milliseconds: number) => {
      await clock.sleep(milliseconds);
      if (err.splice(0).some((line) => line.includes('10 % on green'))) await act();
    };
    const out: string[] = [];
    const shown = { ...io, out: (line: string): void => void out.push(line) };
    const shift = onTen(() => ctl('shift web --green 50'));
    expect(await ctl(`rollout start web ${QUICK}`, { io: shown, sleep: shift })).toMatchObject({ code: 6 });
    expect(out.join('\n')).toContain('50 % stays on green, and only the alarms of AWS watch it');
    expect(out.join('\n')).toContain('web: blue 50 %, green 50 %, blue active');
    expect((await ctl('rollback web')).code).toBe(0);
    out.length = 0;
    const close = onTen(async () => {
      await ctl('rollout pause web');
      await world.sandbox.close();
    });
    expect(await ctl(`rollout start web ${QUICK}`, { io: shown, sleep: close })).toMatchObject({ code: 6 });
    expect(out.join('\n')).toContain('What stays on green is not known, and only');
    expect(out.join('\n')).toContain('web: what is live is not known; the file has blue 90 %, green 10 %, blue active');
  });

  it('abort a rollout: it is rolled back at once, with the reason in the journal', async () => {
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on green');
    const { code, out } = await ctl('rollout abort web -m wrong');
    expect({ code, out }).toMatchObject({ code: 5, out: expect.stringContaining('aborted by tester: wrong') });
    expect((await ctl('history web --limit 2')).out).toContain('aborted by tester: wrong');
    expect(await ctl('rollout abort web')).toMatchObject({
      code: 2,
      err: expect.stringContaining('No rollout of web'),
    });
  });

  it('watch before a rollout begins, until it has ended', async () => {
    const none = await ctl('rollout status --watch --timeout 0s');
    expect(none).toMatchObject({ code: 1, out: expect.stringContaining('Waits until a rollout begins') });
    expect(none.err).toContain('had not ended after 0s');
    expect(await ctl('status --watch --timeout 0s')).toMatchObject({ code: 1 });
    let waiting = false;
    const out: string[] = [];
    const watch = ctl('rollout status --watch', {
      // The clock of the test is that of the rollout, which would see it jump.
      sleep: () => pause(1),
      io: {
        out: (line) => {
          out.push(line);
          waiting ||= line.startsWith('Waits');
        },
        err: () => undefined,
        isTTY: false,
        columns: Infinity,
        color: false,
        confirm: () => Promise.resolve(false),
      },
    });
    while (!waiting) await pause(1);
    expect(await ctl(`rollout start web ${QUICK}`)).toMatchObject({ code: 0 });
    expect(await watch).toMatchObject({ code: 0 });
    expect(out.at(-1)).not.toContain('Waits');
    expect(out.join('\n')).toContain('settled');
  });

  it('see a rollout within the width of their terminal', async () => {
    await stoppedAt(`rollout start web ${QUICK}`, '50 %');
    for (const columns of [60, 160]) {
      const out: string[] = [];
      const io: Context['io'] = {
        out: (line) => void out.push(...line.split('\n')),
        err: () => undefined,
        isTTY: false,
        columns,
        color: false,
        confirm: () => Promise.resolve(false),
      };
      await ctl('rollout status', { io });
      expect(out.length).toBeGreaterThan(2);
      expect(Math.max(...out.slice(1).map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it('see the progress within the width of their terminal, and all of the plan', async () => {
    const err: string[] = [];
    const confirm = () => Promise.resolve(true);
    const io = { out: () => undefined, err: (line: string) => void err.push(line), confirm, isTTY: true, columns: 60 };
    expect((await ctl(`rollout start web ${QUICK}`, { io: { ...io, color: false } })).code).toBe(0);
    const progress = err.slice(err.findIndex((line) => line.includes('plan: ')));
    expect(Math.max(...progress.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(progress.join(' ').replaceAll(/ +/g, ' ')).toMatch(/no requests in the last 15 minutes; .* at about .* UTC/);
  });

  it('find the result in the job summary of GitHub Actions', async () => {
    const env = {
      PATH: process.env['PATH'],
      HOME: world.root,
      USER: 'tester',
      GITHUB_STEP_SUMMARY: `${world.root}/summary.md`,
    };
    expect((await ctl(`rollout start web ${QUICK}`, { env })).code).toBe(0);
    expect(world.read('summary.md')).toMatch(/### Rollout .* in local: settled[^]*\| web \| 0 % \| 100 % \| green \|/);
  });
});

describe('ctl rollout status', () => {
  it('shows what is live, and what the rollout has set where that differs', async () => {
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on green');
    expect((await ctl('rollout status')).out).toContain('10 % candidate, 90 % stable');
    expect((await ctl('rollout status')).out).not.toContain('has set');
    expect((await ctl('shift web --green 30')).code).toBe(0);
    const moved = (await ctl('rollout status')).out;
    expect(moved).toContain('30 % candidate, 70 % stable');
    expect(moved).toContain('the rollout has set 10 % for the candidate');
    const { document } = await world.json('rollout status', { now: clock.now });
    expect(document).toMatchObject({ rollouts: [{ live: { web: { blue: 70, green: 30 } } }] });
    await world.sandbox.close();
    const down = await ctl('rollout status');
    expect(down).toMatchObject({ code: 0, out: expect.stringContaining('the live weights are not known') });
    expect(down.err).toContain('the live weights cannot be read');
  });

  it('shows the newest first of those that have ended, and not what is live now as theirs', async () => {
    world.write(
      FILE,
      world.read(FILE).replace(/(api:[^]*blue_package: ..\/code\/v1\n)/, `$1    green_package: ../code/v2\n${QUIET}`),
    );
    expect((await ctl('deploy --yes')).code).toBe(0);
    await stoppedAt(`rollout start api ${QUICK}`, '10 % on green');
    expect((await ctl('rollback api')).code).toBe(0);
    await clock.sleep(1);
    expect((await ctl(`rollout start web api ${QUICK}`)).code).toBe(0);
    expect((await ctl('stage web --package code/v3 --yes')).code).toBe(0);
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on blue');
    await ctl('rollout abort web');
    for (const which of ['', ' api']) {
      const { out } = await ctl(`rollout status${which}`);
      const titles = out.split('\n').filter((line) => line.includes('→'));
      const shown = titles.map((line) => line.split(' → ')[0]);
      expect(shown).toEqual(which === '' ? ['web', 'web+api', 'api'] : ['web+api', 'api']);
      expect(out).not.toContain('% candidate');
      expect(out).toMatch(/web\+api → [^\n]*\n +settled [^\n]* ago: /);
      expect(out).toMatch(/\napi → [^\n]*\n +rolled back [^\n]* ago: ctl rollback by tester/);
    }
    const { document } = await world.json('rollout status api', { now: clock.now });
    const { rollouts } = document as { rollouts: { live: object }[] };
    expect(rollouts.map(({ live }) => live)).toEqual([{}, {}]);
  });
});

describe('ctl rollout plan', () => {
  it('says that nothing can be judged without traffic, and starts nothing', async () => {
    const ran = await ctl('rollout plan web');
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('no requests in the last 15 minutes') });
    // The metrics of this file pass without data.
    expect(ran.out).toContain('it ends without a comparison at about');
    world.write(FILE, world.read(FILE).replace('errors: { no_data: pass }', 'errors: { no_data: hold }'));
    expect((await ctl('rollout plan web')).out).toContain('too few requests for errors.min_requests: it pauses at');
    expect((await ctl('rollout status')).out).toContain('No rollout yet');
  });

  it('shows what each weight sees with the traffic of the last minutes', async () => {
    for (let request = 0; request < 40; request++) await get(world.sandbox.port, '/web');
    await clock.sleep(3000);
    const { code, out } = await ctl('rollout plan web --strategy 50:30m --bake 10m -o json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      services: [{ service: 'web', traffic: { failing: 0 }, forecast: { steps: [{ weight: 50 }, { weight: 100 }] } }],
    });
    const tested = await ctl('rollout plan web --strategy 50:30m --bake 10m --self-test 10m -o json');
    const secondsOf = (text: string): number => Number(/"seconds": (\d+),\s+"ends"/.exec(text)?.[1]);
    expect(secondsOf(tested.out) - secondsOf(out)).toBe(600);
  });
});

describe('a rollout refuses', () => {
  it.each([
    ['--strategy 50:1m,10:1m', 2, 'step 2 goes from 50 % to 10 %'],
    ['--strategy 10:1m,110', 2, 'weights are whole percent from 1 to 100'],
    ['--strategy 10.5:1m', 2, 'has the step "10.5:1m"'],
    ['--strategy Canary10Percent7Minutes', 2, '"Canary10Percent7Minutes" is not a known strategy'],
    ['--bake soon', 2, '--bake: "soon" is not a duration'],
    ['--override-freeze', 2, '--override-freeze needs a reason'],
  ])('start web %s', async (flags, code, message) => {
    const ran = await ctl(`rollout start web ${flags}`);
    expect(ran).toMatchObject({ code, err: expect.stringContaining(message) });
    expect(world.read(FILE)).toContain('green_weight: 0');
    expect((await ctl('rollout status')).out).toContain('No rollout yet');
  });

  it.each([
    ['--strategy 10,50 --bake 0s', 'the step to 10 % and 1 more does not wait'],
    ['--strategy 10:1m --bake 0s', 'the bake time at 100 % does not wait'],
  ])('steps that no evaluation could judge, before anything is staged: %s', async (flags, message) => {
    world.write(FILE, world.read(FILE).replace(QUIET, ''));
    const versions = world.read(VERSIONS);
    for (const line of ['release web --package code/v3 --yes', 'rollout start web', 'rollout plan web']) {
      const ran = await ctl(`${line} ${flags}`);
      expect({ line, ...ran }).toMatchObject({ line, code: 3, err: expect.stringContaining(message) });
      expect(ran.err).toContain('no_data: pass');
    }
    expect(world.read(VERSIONS)).toBe(versions);
    expect((await ctl('rollout status')).out).toContain('No rollout yet');
  });

  it('no steps that are meant to be unjudged, but says so', async () => {
    const ran = await ctl('rollout start web --strategy 10:1m --bake 0s --interval 1s');
    expect(ran).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: the bake time at 100 % does not wait'),
    });
  });

  it('a service whose candidate has traffic, one that does not exist, one without code, and one in drift', async () => {
    expect(await ctl('rollout start wbe')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean web?'),
    });
    expect(await ctl('rollout start api')).toMatchObject({
      code: 3,
      err: expect.stringContaining('no code of its own'),
    });
    expect((await ctl('shift web --green 20')).code).toBe(0);
    const busy = await ctl('rollout start web');
    expect(busy).toMatchObject({ code: 3, err: expect.stringContaining('green has 20 % already') });
    world.write(FILE, world.read(FILE).replace('green_weight: 20', 'green_weight: 0'));
    const drifted = await ctl(`rollout start web ${QUICK}`);
    expect(drifted).toMatchObject({
      code: 4,
      err: expect.stringContaining('The file of this checkout is not the newest'),
    });
    expect((await ctl('rollback web')).code).toBe(0);
    world.write(FILE, world.read(FILE).replace('paths: [/web]', 'paths: [/shop]'));
    const edited = await ctl(`rollout start web ${QUICK}`);
    expect(edited).toMatchObject({ code: 4, err: expect.stringContaining('the live rules differ from the file') });
  });

  it('a second rollout of a service, naming the open one and the ways out, by every verb that starts one', async () => {
    const ways = 'ctl rollout resume web -e local continues it, ctl rollout abort web -e local rolls back';
    const verbs = ['rollout start web', 'rollout retry web', 'rollout retry', 'release web --package code/v3 --yes'];
    const expectRefused = async (line: string, is: string, hint = ways): Promise<void> => {
      const ran = await ctl(line);
      expect({ line, ...ran }).toMatchObject({
        line,
        code: 3,
        err: expect.stringMatching(`of web ${is}, started by tester`),
      });
      expect(ran.err).toContain(hint);
    };
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on green');
    for (const line of verbs) await expectRefused(line, 'was interrupted');
    expect((await ctl('rollout pause web')).code).toBe(0);
    for (const line of verbs) await expectRefused(line, 'is paused');
    expect(world.read(FILE)).toContain("green_package: '../code/v2'");
    world.write(FILE, world.read(FILE).replace(/\n {2}api:[^]*/, '\n'));
    await expectRefused('release --package code/v3 --yes', 'is paused');
    expect(world.read(FILE)).toContain("green_package: '../code/v2'");
  });

  it('a retry while the next rollout of the service is open', async () => {
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on green');
    expect((await ctl('rollback web')).code).toBe(0);
    await stoppedAt(`rollout start web ${QUICK}`, '10 % on green');
    for (const line of ['rollout retry web', 'rollout retry'])
      expect(await ctl(line)).toMatchObject({
        code: 3,
        err: expect.stringContaining('was interrupted, started by tester'),
      });
  });

  it('to be resumed in a freeze without a reason', async () => {
    const ran = await ctl('rollout resume web --override-freeze');
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--override-freeze needs a reason') });
  });

  it('-o json with --watch, which would never end', async () => {
    expect(await ctl('rollout status --watch -o json')).toMatchObject({ code: 2 });
    expect(await ctl('status --watch -o json')).toMatchObject({ code: 2 });
  });

  it.each(['rollout status --timeout 5m', 'status --watch --timeout soon'])('%s', async (line) => {
    expect(await ctl(line)).toMatchObject({ code: 2, err: expect.stringContaining('--timeout') });
  });
});
