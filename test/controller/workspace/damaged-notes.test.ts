// Damaged files in .teal/ are as good as none: no verb stops at them, or takes their content for what it is not.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notedChildren } from '../../../controller/workspace/child-processes';
import { readPendingChange } from '../../../controller/workspace/pending-changes';
import { runningSandbox } from '../../../controller/workspace/sandbox-process';
import { readSeenRevisions } from '../../../controller/workspace/seen-revisions';
import { createSandboxWorld } from '../helpers/context';
import { revisionFile } from '../helpers/journal';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
beforeAll(async () => {
  world = await createSandboxWorld();
  expect(await world.ctl('deploy --yes')).toMatchObject({ code: 0 });
});
afterAll(() => world.close());

const FILES = ['seen/local', 'unfinished/local', 'known/local', 'sandbox/local/process', 'children/1-2'];
const DAMAGE = [
  'null',
  '[null]',
  '{}',
  '[]',
  '0',
  '',
  '{"torn": ',
  '{"rollouts":[{}]}',
  '{"version":2}',
  '{"version":2,"text":"","environment":{"name":"local","services":[{}]},"arns":null}',
  '{"web":{"base":1,"before":[{}],"after":[null]}}',
  '{"pid":0,"port":1,"controlPort":1,"since":""}',
  '{"pid":-1,"parent":-1,"command":"x","stack":"y"}',
];

describe.each(DAMAGE)('files in .teal/ with %s', (text) => {
  it('stop no verb', async () => {
    for (const file of FILES) world.write(`.teal/${file}.json`, text);
    for (const line of ['status', 'drift', 'history', 'rollback web', 'shift web --green 0']) {
      expect({ line, ...(await world.ctl(line)) }).toMatchObject({ line, code: 0 });
      for (const file of FILES) world.write(`.teal/${file}.json`, text);
    }
  });

  it('have no content', () => {
    for (const file of FILES) world.write(`.teal/${file}.json`, text);
    expect(notedChildren(world.root)).toEqual([]);
    expect(readPendingChange(world.root, 'local', 'web')).toBeUndefined();
    expect(runningSandbox(world.root, 'local')).toBeUndefined();
    expect(readSeenRevisions(world, 'local')['web']).toBeUndefined();
  });
});

describe('an entry of the journal', () => {
  it.each([
    ['no time', { time: 'yesterday' }],
    ['a reason that is no text', { reason: {} }],
    ['an error that is no text', { error: ['x'] }],
    ['an end of a rollout without its outcome', { rollout: {} }],
  ])('with %s is damaged, and named as such', async (_title, change) => {
    const file = revisionFile('local', 1);
    const good = world.read(file);
    world.write(file, JSON.stringify({ ...(JSON.parse(good) as object), ...change }));
    expect(await world.json('history')).toMatchObject({ code: 1, document: { error: { code: 'JOURNAL_DAMAGED' } } });
    world.write(file, good);
  });
});
