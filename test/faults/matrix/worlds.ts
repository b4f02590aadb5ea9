// The worlds of the matrix: a sandbox whose environment is in a known state, to which it returns before each row.
import { join } from 'node:path';
import type { Context } from '../../../controller/core/context';
import { EXIT } from '../../../controller/core/errors';
import { byHand } from '../../controller/helpers/by-hand';
import { createSandboxWorld } from '../../controller/helpers/context';
import type { SandboxWorld } from '../../controller/helpers/context';
import { Clock } from '../../controller/rollout/world';
import { endProcess } from './ended';
import { createRun, within } from './scope';
import type { Run, Strike } from './scope';
import type { Wire } from './wire';

export const FILE = 'environments/local.yaml';
export const VERSIONS = 'environments/local.versions.yaml';

/** What a run of ctl ended with. `document` is what it printed with -o json. */
export interface Result {
  readonly line: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly run: Run;
}

/** A world with a clock that only sleeping moves. */
export interface MatrixWorld extends SandboxWorld {
  readonly clock: Clock;
  /** The environment file that the verbs change, from the root. */
  readonly file: string;
  /** What the environment has outside of its root and its sandbox: an object by its name. */
  readonly objects: Map<string, Buffer>;
  /** Runs ctl, with a fault if one is given. */
  run(line: string, strike?: Strike): Promise<Result>;
  /** Runs ctl until it ends, or until Ctrl-C once a text is printed; throws when it ends in another way. */
  must(step: string | { readonly line: string; readonly until: string }): Promise<void>;
}

/** No requests are sent during a rollout, so metrics pass without data; functions may start slowly on a busy machine. */
const QUIET = `    timeout: 60
    rollout:
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
`;

/** Creates a world. */
export async function openWorld(wire: Wire, variables: Readonly<Record<string, string>> = {}): Promise<MatrixWorld> {
  const clock = new Clock();
  const world = await createSandboxWorld({ now: clock.now });
  world.write(FILE, world.read(FILE).replace('    whitelisted_ips:', `${QUIET}    whitelisted_ips:`));
  // A rule of somebody else, with which the sandbox also has a state that can be kept before anything is deployed.
  await byHand(world.sandbox.controlPort).foreignRule(900, [{ Field: 'path-pattern', Values: ['/foreign'] }]);
  const objects = new Map<string, Buffer>();
  const start = async (line: string, made: Run, changes: Partial<Context>): Promise<Result> => {
    const context = {
      now: clock.now,
      sleep: clock.sleep,
      fetch: wire.fetch,
      env: { ...environmentOf(world.root, made.strike), ...variables },
    };
    const { code, out, err } = await within(made, () => world.ctl(line, { ...context, ...changes }));
    wire.rest();
    endProcess(world.root, objects);
    return { line, code, out, err, run: made };
  };
  return {
    ...world,
    clock,
    file: FILE,
    objects,
    run: (line, strike) => {
      const interruption = new AbortController();
      const made = createRun(world.root, strike, () => interruption.abort());
      return start(line, made, { signal: interruption.signal });
    },
    must: async (step) => {
      const { line, until } = typeof step === 'string' ? { line: step, until: undefined } : step;
      const interruption = new AbortController();
      const err: string[] = [];
      const io: Context['io'] = {
        ...silent,
        err: (text) => {
          err.push(text);
          if (until !== undefined && text.includes(until)) interruption.abort();
        },
      };
      const { code } = await start(line, createRun(world.root), { signal: interruption.signal, io });
      if (code !== (until === undefined ? 0 : EXIT.interrupted) && !line.startsWith('rollout abort'))
        throw new Error(`ctl ${line} ends with ${code}: ${err.join('\n')}`);
    },
  };
}

const silent: Context['io'] = {
  out: () => undefined,
  err: () => undefined,
  isTTY: false,
  columns: 80,
  color: false,
  confirm: () => Promise.resolve(false),
};

/** A call fails at its first failure, and one without an answer fails soon. */
const environmentOf = (root: string, strike: Strike | undefined): Context['env'] => ({
  PATH: `${join(root, 'terraform')}:${process.env['PATH']}`,
  USER: 'tester',
  HOME: root,
  AWS_MAX_ATTEMPTS: strike ? '1' : '5',
  ...(strike?.fault === 'time-out' && { CTL_API_TIMEOUT: String(strike.patience) }),
});
