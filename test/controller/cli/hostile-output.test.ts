// Text from outside, through whole commands: it cannot move the cursor, forge a line, or give an order to GitHub Actions.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { journalOf, writeJournal } from '../helpers/journal';
import { byHand } from '../helpers/by-hand';

const HOSTILE = 'a\u001b[2J\u001b[31m\u009b8m\u202eb\rc\n::error::forged ##[error]forged\u2028error: forged';
const io = (out: string[], isTTY = false) => ({
  out: (line: string) => void out.push(line),
  err: (line: string) => void out.push(line),
  isTTY,
  redraw: (lines: readonly string[]) => void out.push(...lines),
  columns: Infinity,
  color: true,
  confirm: (question: string) => Promise.resolve(out.push(question) < 0),
});

let world: SandboxWorld;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

/** Everything that a command printed, each call one element. */
async function printed(line: readonly string[], isTTY = false): Promise<string[]> {
  const out: string[] = [];
  await world.ctl(line, { io: io(out, isTTY) });
  return out;
}

/** Whether nothing of a hostile text reached the terminal but its letters, on the line where it belongs. */
function expectHarmless(lines: readonly string[], colored = false): void {
  const text = lines.join('\n');
  expect(text).toContain('forged');
  // eslint-disable-next-line no-control-regex
  const own = colored ? text.replaceAll(/\u001b\[(1|2|22|3\d|0)m/g, '') : text;
  // eslint-disable-next-line no-control-regex
  expect(own).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
  expect(text).not.toContain('##[');
  expect(lines.flatMap((line) => line.split('\n')).filter((line) => /^(\s*::|error: forged)/.test(line))).toEqual([]);
}

describe('text from outside is harmless', () => {
  it('in the answer of explain', async () => {
    expectHarmless(await printed(['explain', '--path', '/web', '--host', HOSTILE, '--header', `x=${HOSTILE}`]), true);
  });

  it('in a condition of another team’s rule that explain shows', async () => {
    await byHand(world.sandbox.controlPort).foreignRule(2, [
      {
        Field: 'http-header',
        HttpHeaderConfig: { HttpHeaderName: 'x-team', Values: ['forged\n::error::forged ##[x'] },
      },
    ]);
    expectHarmless(await printed(['explain', '--path', '/web', '--live']), true);
  });

  it.each([
    ['shows', ['pull', '--dry-run'], false],
    ['asks about', ['pull'], true],
  ])('in the fields that pull %s', async (_, line, isTTY) => {
    const [newest] = journalOf(world).filter((entry) => entry.service === 'web');
    const to = { ...newest?.to, weights: { blue: 50, green: 50 }, phase: 'shifting', canaryIps: [HOSTILE] } as never;
    writeJournal(world, 'local', [
      { service: 'web', to: newest?.to ?? null },
      { service: 'web', to },
    ]);
    expectHarmless(await printed(line, isTTY));
  });

  it('in an error, and in its JSON, which parses to what it was', async () => {
    const lines = await printed(['status', HOSTILE, '-o', 'json']);
    expectHarmless(lines);
    const document = JSON.parse(lines.slice(lines.indexOf('{')).join('\n')) as { error: { message: string } };
    expect(document.error.message).toContain('forged');
  });

  it('in the document of a command', async () => {
    const lines = await printed(['explain', '--path', '/web', '--host', HOSTILE, '-o', 'json']);
    expectHarmless(lines);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ request: { host: HOSTILE } });
  });
});

describe('annotations', () => {
  it('are still given to the runner, and forge none', async () => {
    world.write('environments/bad.yaml', `target: sandbox\nservices: { web: { "forged\\n::error::x": 1 } }\n`);
    const lines = await printed(['validate', '-e', 'bad']);
    expect(lines.join('\n')).toContain('forged');
    const out: string[] = [];
    await world.ctl(['validate', '-e', 'bad'], { io: io(out), env: { GITHUB_ACTIONS: 'true' } });
    const orders = out.flatMap((line) => line.split('\n')).filter((line) => line.startsWith('::'));
    expect(orders.length).toBeGreaterThan(0);
    expect(orders.every((line) => line.startsWith('::error file=environments/bad.yaml,'))).toBe(true);
  });
});
