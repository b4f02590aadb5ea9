// What a run of ctl does outside of itself, point by point, and the one point at which it fails. Runs can be concurrent: each
// asynchronous call knows to which run it belongs, and which methods of which ports it is made by.
import { AsyncLocalStorage } from 'node:async_hooks';

/** What a point is: a call over the network, an operation on a file, or a program that is started. */
export type Kind = 'call' | 'file' | 'program';

/** Something that a run does outside of itself. `methods`: the port methods that were called to get there, the outermost first. */
export interface Point {
  readonly kind: Kind;
  readonly name: string;
  /** How often the run did the same before, from 0. */
  readonly occurrence: number;
  readonly faults: readonly string[];
  readonly methods: readonly string[];
}

/** A fault at a point. `lasts`: every later occurrence fails too, as a full disk or a missing permission does. */
export interface Strike {
  readonly kind: Kind;
  readonly name: string;
  readonly occurrence: number;
  readonly fault: string;
  readonly lasts: boolean;
  /** How many seconds a call waits that is never answered. */
  readonly patience: number;
}

/** A run: its root, what it did, and what fails. */
export interface Run {
  readonly root: string;
  readonly points: Point[];
  readonly strike: Strike | undefined;
  struck: number;
  /** What takes away again what the fault left, as the user is told to. */
  readonly undo: (() => void)[];
  /** Called when a program is to hang. */
  readonly onHang: () => void;
}

interface Scope {
  readonly run: Run;
  readonly methods: readonly string[];
}

const storage = new AsyncLocalStorage<Scope>();
const runs = new Map<string, Run>();

/** Creates a run. */
export const createRun = (root: string, strike?: Strike, onHang: () => void = () => undefined): Run => ({
  root,
  points: [],
  strike,
  struck: 0,
  undo: [],
  onHang,
});

/** Runs something as a run, whose calls are counted and may fail. */
export const within = <T>(run: Run, work: () => T): T => storage.run({ run, methods: [] }, work);

/** The run that makes this call; undefined outside of one, as for a test itself. */
export const currentRun = (): Run | undefined => storage.getStore()?.run;

/** Calls a method of a port, so that what it does is known as done by it. */
export function enter<T>(method: string, work: () => T): T {
  const scope = storage.getStore();
  return scope ? storage.run({ ...scope, methods: [...scope.methods, method] }, work) : work();
}

/** Keeps a generator in the scope in which it was made. */
export const keepScope = (): (<T>(work: () => T) => T) => {
  const scope = storage.getStore();
  return (work) => (scope ? storage.run(scope, work) : work());
};

/** What an HTTP request carries to the proxy, which runs outside of the run. */
export function toHeader(): string | undefined {
  const scope = storage.getStore();
  if (!scope) return undefined;
  runs.set(scope.run.root, scope.run);
  return encodeURIComponent(JSON.stringify([scope.run.root, scope.methods]));
}

/** The scope of a request, from its header. */
export function fromHeader(header: string): Scope | undefined {
  const [root, methods] = JSON.parse(decodeURIComponent(header)) as [string, string[]];
  const run = runs.get(root);
  return run && { run, methods };
}

/** Notes a point; returns the fault if it is to fail here. */
export function reach(
  { kind, name, faults }: Pick<Point, 'kind' | 'name' | 'faults'>,
  scope = storage.getStore(),
): string | undefined {
  if (!scope) return undefined;
  const { run, methods } = scope;
  const occurrence = run.points.filter((one) => one.kind === kind && one.name === name).length;
  run.points.push({ kind, name, occurrence, faults, methods });
  const { strike } = run;
  if (strike?.kind !== kind || strike.name !== name) return undefined;
  if (strike.lasts ? occurrence < strike.occurrence : occurrence !== strike.occurrence) return undefined;
  run.struck += 1;
  return strike.fault;
}
