// Replaces modules before ctl loads them, so that a run can tell which port methods call what, and make it fail. A suite imports
// this first.
import { jest } from '@jest/globals';
import type ChildProcess from 'node:child_process';
import { join } from 'node:path';
import { wrapFiles } from './files';
import { MODULES } from './ports';
import { wrapPrograms } from './programs';
import { currentRun, enter, keepScope } from './scope';

const repository = join(__dirname, '../../..');

type Anything = Record<string, unknown>;
type Callable = (this: unknown, ...all: unknown[]) => unknown;

for (const file of MODULES) {
  const path = join(repository, file);
  jest.doMock(path, () => wrapModule(file, jest.requireActual<Anything>(path)));
}
for (const name of ['node:fs', 'node:fs/promises'])
  jest.doMock(name, () => wrapFiles(jest.requireActual<object>(name)));
jest.doMock('node:child_process', () => wrapPrograms(jest.requireActual<typeof ChildProcess>('node:child_process')));

/**
 * Time limits of calls. A run whose call is never answered must not wait long; every other one must not depend on how fast the
 * machine is. No row needs the length of a limit, but that there is one.
 */
const limitAfter = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => {
  const run = currentRun();
  const factor = run === undefined ? 1 : run.strike?.fault === 'time-out' ? run.strike.patience / 5 : 30;
  return limitAfter(Math.min(milliseconds * factor, 2 ** 31 - 1));
};

function wrapModule(file: string, actual: Anything): Anything {
  const wrapped = Object.entries(actual).map(([name, value]) => [name, wrap(`${file}#${name}`, value)]);
  return { __esModule: true, ...(Object.fromEntries(wrapped) as Anything) };
}

/** A function, or an object with functions, whose calls are known by name; promises and generators of those too. */
function wrap(name: string, value: unknown): unknown {
  if (typeof value === 'function') return isClass(value) ? value : wrapFunction(name, value as Callable);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Promise) return value.then((one) => wrap(name, one));
  if (Symbol.asyncIterator in value) return wrapGenerator(value as AsyncIterable<unknown>);
  if (!isPlain(value) || !Object.values(value).some((one) => typeof one === 'function')) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, typeof one === 'function' ? wrap(`${name}.${key}`, one) : one]),
  );
}

const wrapFunction = (name: string, made: Callable): Callable =>
  function (...all) {
    return enter(name, () => wrap(name, made.apply(this, all)));
  };

const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

function wrapGenerator(made: AsyncIterable<unknown>): AsyncIterable<unknown> {
  const keep = keepScope();
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = made[Symbol.asyncIterator]();
      return {
        next: () => keep(() => iterator.next()),
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}
