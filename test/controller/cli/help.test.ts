// ctl --help in narrow and wide terminals.
import { describe, expect, it } from '@jest/globals';
import { foldText } from '../../../controller/core/fold';
import { createWorld } from '../helpers/context';

const VERBS = ['', 'shift', 'rollback', 'explain', 'sandbox up', 'stage', 'history'];

describe('help', () => {
  it.each([60, 80, 120])('fits %i columns and breaks no word', async (columns) => {
    const world = createWorld();
    for (const verb of VERBS) {
      const wide = await help(world, verb, 1000);
      const narrow = await help(world, verb, columns);
      expect(narrow.split('\n').filter((line) => line.length > columns && line.trim().includes(' '))).toEqual([]);
      expect(narrow.split(/\s+/)).toEqual(wide.split(/\s+/));
    }
    world.remove();
  });

  it('continues under the column that it describes', () => {
    expect(foldText('  --via  Through the load balancer at once', 24)).toBe(
      ['  --via  Through the', '         load balancer', '         at once'].join('\n'),
    );
  });

  it('names the options of every verb with dashes', async () => {
    const world = createWorld();
    const verbs: string[] = [];
    for (const group of ['', 'rollout ', 'sandbox ']) {
      const found = (await help(world, group, 200)).matchAll(new RegExp(`^ {2}ctl (${group}\\w[\\w-]*)`, 'gm'));
      verbs.push(...[...found].map(([, verb = '']) => verb));
    }
    expect(verbs).toEqual(expect.arrayContaining(['pull', 'sandbox up', 'rollout start']));
    for (const verb of verbs) {
      expect([verb, (await help(world, verb, 200)).match(/--\w*[A-Z]\w*/g)]).toEqual([verb, null]);
    }
    world.remove();
  });

  it('has an example for every verb', async () => {
    const world = createWorld();
    const verbs = [...(await help(world, '', 200)).matchAll(/^ {2}ctl (\w+)/gm)].map((found) => found[1] ?? '');
    for (const verb of verbs.filter((one) => one !== 'completion' && one !== 'sandbox')) {
      expect([verb, await help(world, verb, 200)]).toEqual([verb, expect.stringContaining('Examples:')]);
    }
    world.remove();
  });
});

async function help(world: ReturnType<typeof createWorld>, verb: string, columns: number): Promise<string> {
  const io = { isTTY: false, color: false, columns, confirm: () => Promise.resolve(false) };
  let printed = '';
  await world.ctl(`${verb} --help`.trim(), {
    io: { ...io, out: (line) => void (printed += `${line}\n`), err: () => undefined },
  });
  return printed.trimEnd();
}
