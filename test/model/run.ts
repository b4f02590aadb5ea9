// Runs the actions of one run, and checks after each step, and at each boundary of a verb, what must always hold.
import { expect } from '@jest/globals';
import type { Bundle } from '../crash/child';
import { byHand } from '../controller/helpers/by-hand';
import type { ByHand } from '../controller/helpers/by-hand';
import type { Action, LiveChange } from './actions';
import { USER, observe } from './observe';
import type { Observation } from './observe';
import type { CheckoutName, Files, ModelWorld, Moment } from './world';

/** Verbs after which an ordinary user may reach a version that was not reached before: those that are asked to. */
const MOVES_USERS = /^(shift|promote|rollback|deploy|release|rollout)\b/;
/** Verbs after which a whitelisted client may reach another version. */
const MOVES_CLIENTS = /^canary\b/;
/** Exit codes that a user is promised ("docs/errors.md"); 1 also stands for a bug, whose text is looked for. */
const CODES = [0, 1, 2, 3, 4, 5, 6];

interface Run {
  readonly world: ModelWorld;
  readonly bundle: () => Bundle;
  /** Files after each step, the newest last. */
  readonly commits: Files[];
  /** Addresses that somebody has named for a canary. */
  readonly named: Set<string>;
  readonly log: string[];
  readonly priorities: ReadonlySet<number>;
}

/**
 * Runs the actions on a world that is at its start, and recovers.
 * @param bundle ctl as a program, made when it is first needed.
 * @param priorities Those that rules of the service may have.
 */
export async function runActions(
  world: ModelWorld,
  actions: readonly Action[],
  last: CheckoutName,
  { bundle, priorities }: Pick<Run, 'bundle' | 'priorities'>,
): Promise<void> {
  const run: Run = {
    world,
    bundle,
    priorities,
    commits: [world.files('a')],
    named: new Set([USER, '127.0.0.2']),
    log: [],
  };
  for (const action of actions) await act(run, action);
  await recover(run, last);
}

async function act(run: Run, action: Action): Promise<void> {
  const { world, log } = run;
  log.push(JSON.stringify(action));
  switch (action.kind) {
    case 'verb': {
      await runVerb(run, action.at, action.line, action.crashAt);
      return;
    }
    case 'both': {
      const before = observe(world.live());
      nameAddresses(run, action.lines.join(' '));
      await Promise.all(action.lines.map((line, index) => run.bundle().run(world.root(index === 0 ? 'a' : 'b'), line)));
      expectNoOtherTouched(run, before, observe(world.live()));
      return;
    }
    case 'edit': {
      const { file, versions } = world.files(action.at);
      if (action.write.includes('127.0.0.4')) run.named.add('127.0.0.4');
      return world.write(action.at, { file: file.replace(new RegExp(action.find), action.write), versions });
    }
    case 'versions': {
      const { file, versions } = world.files(action.at);
      return world.write(action.at, { file, versions: damage(versions, action.to) });
    }
    case 'git': {
      const files = run.commits[Math.max(0, run.commits.length - 1 - action.back)];
      if (files) world.write(action.at, files);
      return;
    }
    case 'live':
      return changeLive(byHand(world.controlPort), observe(world.live()), action.change);
  }
}

function damage(versions: string | undefined, to: Extract<Action, { kind: 'versions' }>['to']): string | undefined {
  if (versions === undefined || to === 'removed') return undefined;
  if (to === 'torn') return versions.slice(0, Math.floor(versions.length / 2));
  const [before = '', ...rest] = versions.split(/(?=^ {4}green:)/m);
  return [before, ...rest.slice(1)].join('');
}

async function changeLive(hand: ByHand, { rules, priorities }: Observation, change: LiveChange): Promise<void> {
  const has = (priority: number): boolean => priorities.includes(priority);
  /** By hand only a rule that names both colors can be changed to name one of them, or other weights. */
  const namesBoth = rules.some(({ priority, action }) => priority === 200 && action.targets?.length === 2);
  switch (change.to) {
    case 'weights':
      if (namesBoth && change.blue + change.green > 0) await hand.setWeights(200, change.blue, change.green);
      return;
    case 'single':
      if (namesBoth) await hand.setSingle(200, change.color);
      return;
    case 'no production rule':
      if (has(200)) await hand.remove(200);
      return;
    case 'no canary rule': {
      const canary = priorities.find((priority) => priority !== 200);
      if (canary !== undefined) await hand.remove(canary);
      return;
    }
    case 'a neighbour':
      if (rules.every(({ priority }) => priority !== 900)) {
        await hand.foreignRule(900, [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/other'] } }]);
      }
  }
}

/** Notes the addresses that a command line names for a canary. */
function nameAddresses({ named }: Run, line: string): void {
  for (const [address] of line.matchAll(/127\.0\.0\.\d/g)) named.add(address);
}

/** Runs a verb, which a kill may end at a boundary, and checks the world at each boundary and after it. */
async function runVerb(run: Run, at: CheckoutName, line: string, crashAt?: number): Promise<number> {
  const { world, log } = run;
  nameAddresses(run, line);
  let seen = observe(world.live());
  let passed = 0;
  let moment: Moment | undefined;
  const faults: unknown[] = [];
  const look = (step: string): void => {
    const now = observe(world.live());
    try {
      expectAllowed(run, line, step, seen, now);
    } catch (fault) {
      faults.push(fault);
    }
    seen = now;
  };
  const { code, err } = await world.ctl(at, line, {
    boundary: (step) => {
      passed += 1;
      if (passed <= (crashAt ?? Infinity)) look(step);
      if (passed === crashAt) moment = world.capture();
    },
  });
  if (moment) {
    log.push(`  killed at boundary ${crashAt}`);
    await world.restore(moment);
  } else {
    log.push(`  exit ${code}: ${err.split('\n').find((text) => text.startsWith('error')) ?? ''}`);
    look('end');
    expect({
      log,
      code,
      known: CODES.includes(code),
      bug: err.includes('this is a bug in ctl') ? err : '',
    }).toMatchObject({
      known: true,
      bug: '',
    });
    if (code !== 0 && code < 5) expect({ log, err }).toMatchObject({ err: expect.stringContaining('hint: ') });
    if (code === 0) run.commits.push(world.files(at));
  }
  if (faults.length > 0) throw faults[0];
  return code;
}

/** What a step of a verb may change. */
function expectAllowed(
  { named, log, priorities }: Run,
  line: string,
  step: string,
  before: Observation,
  now: Observation,
): void {
  const wrong: string[] = [];
  const staged = Object.values(before.functions).map(({ version }) => version);
  for (const [client, versions] of Object.entries(now.reached)) {
    const [address = '', path] = client.split(' ');
    const grown = versions.filter((version) => !before.reached[client]?.includes(version));
    const mayMove = MOVES_USERS.test(line) || (MOVES_CLIENTS.test(line) && address !== USER && named.has(address));
    if (grown.some((version) => !mayMove || !staged.includes(version)) && path === '/web')
      wrong.push(`${client} reaches ${grown.join(', ')}`);
    if (path === '/api' && grown.length > 0) wrong.push(`${client} reaches another version`);
    if (!named.has(address) && versions.join() !== now.reached[`${USER} ${path}`]?.join())
      wrong.push(`${client} is not whitelisted`);
  }
  wrong.push(...touchedColors(before, now));
  for (const priority of now.priorities) if (!priorities.has(priority)) wrong.push(`a rule is at ${priority}`);
  expect({ line, step, log, wrong }).toEqual({ line, step, log, wrong: [] });
}

/** Colors that had and have traffic, but not the same function, target and permission. */
function touchedColors(before: Observation, now: Observation): string[] {
  const colorsReached = ({ reached }: Observation): string[] =>
    Object.entries(reached).flatMap(([client, versions]) =>
      client.endsWith('/web') ? versions.map((one) => one.split(' ')[0] ?? '') : [],
    );
  const still = new Set(colorsReached(now));
  return [...new Set(colorsReached(before))]
    .filter((color) => still.has(color))
    .filter((color) => JSON.stringify(before.functions[color]) !== JSON.stringify(now.functions[color]))
    .map((color) => `${color} has traffic and was changed`)
    .concat(
      Object.entries(before.functions).flatMap(([color, { mayInvoke }]) =>
        mayInvoke && !now.functions[color]?.mayInvoke ? [`${color} lost its permission`] : [],
      ),
    );
}

const expectNoOtherTouched = ({ log }: Run, before: Observation, now: Observation): void =>
  expect({ log, wrong: touchedColors(before, now) }).toEqual({ log, wrong: [] });

/** Types what the messages say, until a rollback succeeds: it ends in steady, everything agrees, and it stays so. */
async function recover(run: Run, at: CheckoutName): Promise<void> {
  const { world, log } = run;
  const type = async (line: string): Promise<number> => {
    log.push(`recovery in ${at}: ${line}`);
    const { code, err } = await world.ctl(at, line);
    log.push(`  exit ${code}: ${err.slice(0, 1500)}`);
    return code;
  };
  let code = await type('rollback web');
  if (code !== 0) {
    // A file that cannot be read or is incomplete comes back from Git; then what was live is what counts.
    const newest = run.commits.at(-1);
    if (newest) world.write(at, newest);
    await type('pull --yes');
    if ((await type('deploy --yes')) === 3) {
      // The file asks for other code of a color with traffic: the hint is to put the old value back.
      const [, field = '', old = '', edited = ''] = /with (\w+) (\S+); the file has (\S+)/.exec(log.at(-1) ?? '') ?? [];
      const { file, versions } = world.files(at);
      world.write(at, { file: file.replace(`${field}: ${edited}`, `${field}: ${old}`), versions });
      await type('deploy --yes');
    }
    // What was staged comes back where something else was put under it, here where the rule is gone and nobody gets it.
    const [, color] = /--in-place (\S+) puts the staged version back/.exec(log.at(-1) ?? '') ?? [];
    if (color !== undefined) await type(`deploy --yes --in-place ${color}`);
    code = await type('rollback web');
  }
  if (code !== 0) throw new Error(`not recovered:\n${log.join('\n')}`);
  // A versions file that cannot be read does not hold traffic up; status says how it comes back.
  if ((await type('status web')) === 2) expect({ log, pulled: await type('pull --yes') }).toEqual({ log, pulled: 0 });
  const back = await expectSteady(run, at);
  // It stays: whatever does not ask for traffic leaves it, here and in the other checkout.
  const lines: [CheckoutName, string][] = [
    [at, 'deploy web --yes'],
    [at, 'canary web --off'],
    [at === 'a' ? 'b' : 'a', 'stage web --package code/v2 --yes'],
    [at === 'a' ? 'b' : 'a', 'settle web'],
  ];
  let isDeployed = false;
  for (const [where, line] of lines) {
    const ended = await runVerb(run, where, line);
    if (line.startsWith('deploy')) isDeployed = ended === 0;
    expect({ log, line, reached: observe(world.live()).reached }).toEqual({ log, line, reached: back });
  }
  // A rule that somebody removed comes back with a deployment, which may be refused for what the file asks of a color with traffic.
  if (!isDeployed) return;
  const { out } = await world.ctl(at, 'status web -o json');
  const { services } = JSON.parse(out) as { services: object[] };
  expect({ log, service: services[0] }).toMatchObject({ service: { phase: 'steady', drift: [] } });
}

/** Everybody gets one version of the active color; file, journal and rules say the same. */
async function expectSteady({ world, log }: Run, at: CheckoutName): Promise<Observation['reached']> {
  const { reached } = observe(world.live());
  const answers = new Set(
    Object.entries(reached).flatMap(([client, versions]) => (client.endsWith('/web') ? [versions.join()] : [])),
  );
  const { file } = world.files(at);
  const active = /active_color: (\w+)/.exec(file)?.[1];
  expect({ log, answers: [...answers] }).toEqual({
    log,
    answers: [expect.stringMatching(new RegExp(`^${active} [^,]+ \\S+$`))],
  });
  const again = await world.ctl(at, 'rollback web');
  expect({ log, ...again }).toMatchObject({ code: 0, out: expect.stringContaining('No change') });
  return reached;
}
