// A context that collects printed lines, for tests of the rooms that use AWS and Terraform.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../controller/core/context';

/** A context together with what was printed to it. */
export interface TestContext extends Context {
  readonly printed: { readonly out: string[]; readonly err: string[] };
}

export function testContext(root: string, overrides: Partial<Context> = {}): TestContext {
  const printed = { out: [] as string[], err: [] as string[] };
  return {
    cwd: root,
    root,
    env: process.env,
    io: {
      out: (line) => void printed.out.push(line),
      err: (line) => void printed.err.push(line),
      isTTY: false,
      columns: Infinity,
      color: false,
      confirm: () => Promise.resolve(false),
    },
    now: () => new Date(0),
    random: () => 0.5,
    sleep: async (milliseconds) => void (await sleep(milliseconds)),
    fetch: globalThis.fetch,
    runCtl: () => Promise.reject(new Error('a test of a room runs no command line')),
    self: [],
    signal: new AbortController().signal,
    boundary: () => undefined,
    ...overrides,
    printed,
  };
}
