// What the console shows: read by the functions of the commands, also while something is broken.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { keepWorld } from '../helpers/keep-world';
import type { KeptWorld } from '../helpers/keep-world';
import type { EnvironmentView, ServiceCard } from '../../../controller/console/wire';
import { buildConsole, isEnvironment, isService, openConsole } from './support';
import type { Opened } from './support';

let world: SandboxWorld;
let kept: KeptWorld;
let on: Opened;

beforeAll(async () => {
  buildConsole();
  world = await createSandboxWorld();
  await world.ctl('deploy --yes');
  kept = keepWorld(world);
  on = await openConsole(world);
}, 120_000);

afterEach(() => kept.restore());

afterAll(async () => {
  await on.close();
  kept.remove();
  await world.close();
});

/** The environment as it is once `wanted` is true. */
const view = async (wanted: (view: EnvironmentView) => boolean = () => true): Promise<EnvironmentView> =>
  (
    await on.until(
      (event): event is Extract<typeof event, { kind: 'environment' }> => isEnvironment(event) && wanted(event.view),
    )
  ).view;

const cardOf = ({ services }: EnvironmentView, name: string): ServiceCard => {
  const card = services.find(({ service }) => service === name);
  if (!card) throw new Error(`no card of ${name}`);
  return card;
};

const web = (isWanted: (card: ServiceCard) => boolean) => (found: EnvironmentView) => isWanted(cardOf(found, 'web'));

const why = ({ actions }: ServiceCard, verb: string): string | null | undefined =>
  actions.find((one) => one.verb === verb)?.why;

describe('the overview', () => {
  it('has the split that is live, and not the one that the file asks for', async () => {
    await world.ctl('shift web --green 25');
    const shifted = cardOf(await view(web(({ live }) => live?.green === 25)), 'web');
    expect(shifted).toMatchObject({ phase: 'shifting', state: 'in sync', live: { blue: 75, green: 25 } });
    expect(shifted.last).toMatchObject({ verb: 'shift', who: 'tester' });
    world.write(
      'environments/local.yaml',
      world.read('environments/local.yaml').replace('green_weight: 25', 'green_weight: 60'),
    );
    const edited = cardOf(await view(web(({ asked }) => asked.green === 60)), 'web');
    expect(edited).toMatchObject({ live: { green: 25 }, state: 'drift', checkout: 'edited' });
  });

  it('says of every action whether it can be used, and why not', async () => {
    const found = await view(web(({ phase }) => phase === 'steady'));
    expect(why(cardOf(found, 'web'), 'shift')).toBeNull();
    expect(why(cardOf(found, 'web'), 'rollback')).toBeNull();
    expect(why(cardOf(found, 'web'), 'settle')).toContain('blue is active and has 100 % already');
    expect(why(cardOf(found, 'web'), 'pause')).toBe('No rollout of this service is under way');
    expect(why(cardOf(found, 'api'), 'promote')).toContain('green has no code of its own yet. ctl stage api');
  });

  it('goes on while the file is broken: it names the problem, and still shows what is live', async () => {
    await world.ctl('shift web --green 30');
    await view(web(({ live }) => live?.green === 30));
    world.write('environments/local.yaml', 'services: [');
    const broken = await view(({ problems }) => problems.length > 0);
    expect(broken.problems[0]).toMatchObject({ code: 'ENVIRONMENT_FILE_INVALID' });
    expect(cardOf(broken, 'web')).toMatchObject({ live: { green: 30 }, state: 'unknown' });
    const { answer } = await on.act({ verb: 'rollback' });
    expect(answer.lines.join()).toContain('100 % to blue');
  });

  it('says that the load balancer cannot be read, and shows no split then', async () => {
    world.write(
      'environments/local.yaml',
      world.read('environments/local.yaml').replace(/control_port: \d+/, 'control_port: 1'),
    );
    const down = await view(({ problems }) => problems.some(({ code }) => code === 'UNREACHABLE'));
    expect(cardOf(down, 'web')).toMatchObject({ live: null, state: 'unknown' });
  });
});

describe('the page of a service', () => {
  it('has rules, versions and history, as the commands print them', async () => {
    await world.ctl(['shift', 'web', '--green', '20', '-m', 'try it']);
    const { view: found } = await on.until(isService, '?environment=local&service=web');
    expect(found.rules.read).toContainEqual({
      ...{ priority: 200, owner: 'web production', mine: true },
      ...{ who: 'path-pattern /web', goesTo: 'blue 80 %, green 20 %' },
    });
    expect(found.rules.read?.some(({ owner }) => owner?.startsWith('api'))).toBe(false);
    expect(found.history.read?.[0]).toMatchObject({ verb: 'shift', reason: 'try it', to: 'blue 80 %, green 20 %' });
    expect(found.versions.read?.map(({ on: where }) => where)).toContain('green, 20 %');
    expect(found.rollout.read).toBeNull();
  });

  it('has a part for itself where one cannot be read', async () => {
    const { view: found } = await on.until(isService, '?environment=local&service=gone');
    expect(found.rules.problem).toMatchObject({ code: 'SERVICE_NOT_FOUND' });
  });

  it('explains a request by the live rules', async () => {
    await world.ctl('shift web --green 40');
    const { text } = await on.askAs('/api/explain?environment=local&path=/web&ip=198.51.100.9');
    expect(JSON.parse(text)).toMatchObject({
      destinations: expect.arrayContaining([expect.objectContaining({ color: 'green', percent: 40 })]),
      lines: expect.arrayContaining(['hits rule 200 (web production)']),
    });
    const wrong = await on.askAs('/api/explain?environment=local&ip=nowhere');
    expect([wrong.status, wrong.text]).toEqual([409, expect.stringContaining('is not an address')]);
  });
});
