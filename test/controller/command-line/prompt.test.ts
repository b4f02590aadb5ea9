// The question before a change, as a terminal puts it.
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askYesOrNo } from '../../../controller/command-line/prompt';
import { createSandboxWorld } from '../helpers/context';

/** What the keys that a user presses make of the question, and how often they interrupted. */
async function asked(keys: string): Promise<{ yes: boolean; interrupts: number }> {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let interrupts = 0;
  const answer = askYesOrNo('Go ahead?', { input, output, interrupt: () => interrupts++ });
  input.write(keys);
  return { yes: await answer, interrupts };
}

describe('a question', () => {
  it.each([
    ['y\r', true],
    ['Yes\r', true],
    ['n\r', false],
    ['\r', false],
    ['yesterday\r', false],
  ])('takes %j for %s', async (keys, yes) => {
    expect(await asked(keys)).toEqual({ yes, interrupts: 0 });
  });

  it('takes Ctrl-D, the end of the input, for no', async () => {
    expect(await asked('\x04')).toEqual({ yes: false, interrupts: 0 });
  });

  it('takes Ctrl-C for an interruption', async () => {
    expect(await asked('\x03')).toEqual({ yes: false, interrupts: 1 });
  });
});

describe('a deployment that is asked about', () => {
  let world: Awaited<ReturnType<typeof createSandboxWorld>>;
  beforeAll(async () => {
    world = await createSandboxWorld();
  });
  afterAll(() => world.close());

  /** Deploys on a terminal where somebody answers; the exit code and what was said. */
  async function deploy(answer: (interrupt: () => void) => boolean): Promise<{ code: number; said: string }> {
    const controller = new AbortController();
    const said: string[] = [];
    const err = (line: string): void => void said.push(line);
    const confirm = async (): Promise<boolean> => answer(() => controller.abort());
    const io = { out: err, err, isTTY: true, columns: 80, color: false, confirm };
    const { code } = await world.ctl('deploy', { io, signal: controller.signal });
    return { code, said: said.slice(-2).join('\n') };
  }

  const interrupted = (interrupt: () => void): boolean => {
    interrupt();
    return false;
  };

  it('changes nothing after a no, and remembers no deployment', async () => {
    expect(await deploy(() => false)).toEqual({
      code: 3,
      said: 'error: Stopped, as the answer was no\nhint: Nothing was changed in local',
    });
    expect((await world.json('history')).document).toMatchObject({ entries: [] });
    const status = await world.ctl('status');
    expect(status.out).toMatch(/^web .* not deployed$/m);
    expect(status.out).toContain('Not deployed yet: web, api; ctl deploy -e local makes what is missing');
  });

  it('ends with 130 after Ctrl-C, and says that nothing was changed', async () => {
    expect(await deploy(interrupted)).toEqual({
      code: 130,
      said: 'error: Interrupted\nhint: Nothing was changed in local',
    });
    expect((await world.json('history')).document).toMatchObject({ entries: [] });
  });

  it('goes on after a yes', async () => {
    expect((await deploy(() => true)).code).toBe(0);
    expect((await world.json('history')).document).toMatchObject({ entries: [{ verb: 'deploy', result: 'done' }] });
  });
});
