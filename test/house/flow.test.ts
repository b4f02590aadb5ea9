// How many files of controller/ a reader crosses from a verb to an API call, by the stack of each call.
import http from 'node:http';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createSandboxWorld } from '../controller/helpers/context';

const controller = join(__dirname, '../../controller');
const VERB = 'commands/shift.ts';
/** It hands over to the pipeline without waiting, so that no stack names it. */
const HANDS_OVER = 'change/traffic.ts';
const EXECUTE = 'change/execute.ts';
const limit = Error.stackTraceLimit;
let world: Awaited<ReturnType<typeof createSandboxWorld>>;

beforeAll(async () => {
  Error.stackTraceLimit = Infinity;
  world = await createSandboxWorld();
});
afterAll(async () => {
  Error.stackTraceLimit = limit;
  jest.restoreAllMocks();
  await world.close();
});

/** The files below controller/ that a stack names, each once, the innermost first, up to the verb. */
function filesOf(stack: string): string[] {
  const files = [...stack.matchAll(/\(?([^\s(]+\.ts):\d+:\d+/g)]
    .map(([, file = '']) => relative(controller, file))
    .filter((file) => !file.startsWith('..'));
  const unique = [...new Set(files.map((file) => file.split(sep).join('/')))];
  return unique.slice(0, unique.indexOf(VERB) + 1);
}

it('ctl shift crosses at most ten files from the verb to the call that changes a rule, and to every other call', async () => {
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  const stacks: string[] = [];
  const { request } = http;
  jest.spyOn(http, 'request').mockImplementation((...args: Parameters<typeof request>) => {
    stacks.push(new Error().stack ?? '');
    return request(...args);
  });
  expect((await world.ctl('shift web --green 10')).code).toBe(0);
  const flows = stacks.map(filesOf);
  const [change = [], ...others] = flows.filter((files) => files.includes('aws/elbv2.ts') && files.includes(EXECUTE));
  expect(others).toEqual([]);
  expect(change.at(-1)).toBe(VERB);
  expect([...change, HANDS_OVER].length).toBeLessThanOrEqual(10);
  for (const files of flows) expect(files.length).toBeLessThanOrEqual(10);
});
