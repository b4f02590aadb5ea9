// ctl --help in narrow and wide terminals.
import { describe, expect, it } from '@jest/globals';
import { wrapHelp } from '../../../controller/render/wrap';
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
    expect(wrapHelp('  --via  Through the load balancer at once', 24)).toBe(
      ['  --via  Through the', '         load balancer', '         at once'].join('\n'),
    );
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
