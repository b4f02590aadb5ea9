// The question before a change, on a terminal.
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askYesOrNo } from '../../../controller/command-line/prompt';
import { createSandboxWorld } from '../helpers/context';

/** Asks a question and presses these keys; returns the answer and the number of interruptions. */
async function pressKeys(keys: string): Promise<{ yes: boolean; interrupts: number }> {
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
  ])('reads %j as %s', async (keys, yes) => {
    expect(await pressKeys(keys)).toEqual({ yes, interrupts: 0 });
  });

  it('reads Ctrl-D, the end of the input, as no', async () => {
    expect(await pressKeys('\x04')).toEqual({ yes: false, interrupts: 0 });
  });

  it('reads Ctrl-C as an interruption', async () => {
    expect(await pressKeys('\x03')).toEqual({ yes: false, interrupts: 1 });
  });
});

describe('a deployment that asks first', () => {
  let world: Awaited<ReturnType<typeof createSandboxWorld>>;
  beforeAll(async () => {
    world = await createSandboxWorld();
  });
  afterAll(() => world.close());

  /** Deploys on a terminal with this answer; returns the exit code and the last two lines. */
  async function deploy(answer: (interrupt: () => void) => boolean): Promise<{ code: number; printed: string }> {
    const controller = new AbortController();
    const printed: string[] = [];
    const err = (line: string): void => void printed.push(line);
    const confirm = async (): Promise<boolean> => answer(() => controller.abort());
    const io = { out: err, err, isTTY: true, columns: 80, color: false, confirm };
    const { code } = await world.ctl('deploy', { io, signal: controller.signal });
    return { code, printed: printed.slice(-2).join('\n') };
  }

  const interrupted = (interrupt: () => void): boolean => {
    interrupt();
    return false;
  };

  it('changes nothing after a no, and writes no journal entry', async () => {
    expect(await deploy(() => false)).toEqual({
      code: 3,
      printed: 'error: Stopped, as the answer was no\nhint: Nothing was changed in local',
    });
    expect((await world.json('history')).document).toMatchObject({ entries: [] });
    const status = await world.ctl('status');
    expect(status.out).toMatch(/^web .* not deployed$/m);
    expect(status.out).toContain('Not deployed yet: web, api; ctl deploy -e local creates them');
  });

  it('ends with 130 after Ctrl-C, and reports that nothing was changed', async () => {
    expect(await deploy(interrupted)).toEqual({
      code: 130,
      printed: 'error: Interrupted\nhint: Nothing was changed in local',
    });
    expect((await world.json('history')).document).toMatchObject({ entries: [] });
  });

  it('continues after a yes', async () => {
    expect((await deploy(() => true)).code).toBe(0);
    expect((await world.json('history')).document).toMatchObject({
      entries: [
        { verb: 'deploy', service: 'api', result: 'done' },
        { verb: 'deploy', service: 'web', result: 'done' },
      ],
    });
  });
});
