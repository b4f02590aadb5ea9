// Makes operations on files fail, which the project's own code makes below the root of a run.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { currentRun, reach } from './scope';
import type { Run } from './scope';

/** `torn`: half of it is written, then the disk is full. `rename`: the file cannot take its place. `directory`: there is one in its place. */
export const FILE_FAULTS = ['ENOSPC', 'EACCES', 'EPERM', 'torn', 'rename', 'directory'] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

const WRITES = ['writeFile', 'writeFileSync', 'writeSync', 'appendFileSync'];
const GROWS = [
  ...WRITES,
  'mkdir',
  'mkdirSync',
  'mkdtempSync',
  'cpSync',
  'renameSync',
  'linkSync',
  'fsyncSync',
  'closeSync',
];
const PLACES = ['renameSync', 'linkSync'];
/** What reads or writes the file of its first argument, so that a directory there is in the way. */
const CONTENTS = ['readFile', 'readFileSync', 'openSync', 'writeFile', 'writeFileSync', 'appendFileSync'];
/** What tells no error of the operating system apart: it answers whether there is such a file. */
const QUIET = ['existsSync'];

/** The faults that an operation can have. */
function faultsOf(operation: string, flags: unknown, isDraft: boolean): FileFault[] {
  const grows = GROWS.includes(operation) || (operation === 'openSync' && flags !== 'r');
  return FILE_FAULTS.filter((fault) => {
    if (fault === 'ENOSPC') return grows;
    if (fault === 'torn') return WRITES.includes(operation);
    if (fault === 'rename') return PLACES.includes(operation);
    if (fault === 'directory') return !isDraft && (PLACES.includes(operation) || CONTENTS.includes(operation));
    return operation !== 'closeSync' && operation !== 'fsyncSync';
  });
}

/** The module, each of whose functions may fail. */
export function wrapFiles<M extends object>(actual: M): M {
  const open = new Map<number, string>();
  const wrapped = (Object.entries(actual) as [string, unknown][]).map(([name, value]) => [
    name,
    typeof value === 'function' && /^[a-z]/.test(name) && !IGNORED.test(name)
      ? wrapOperation(name, value as Operation, open)
      : value,
  ]);
  return { ...actual, ...(Object.fromEntries(wrapped) as object), default: actual };
}

const IGNORED = /^(create|watch|unwatch|open$|glob|Dirent|Stats)/;

type Operation = (...all: unknown[]) => unknown;

function wrapOperation(name: string, actual: Operation, open: Map<number, string>): Operation {
  const wrapped = (...all: unknown[]): unknown => {
    const run = currentRun();
    if (!run) return actual(...all);
    const [first, second] = all;
    const path = typeof first === 'number' ? open.get(first) : PLACES.includes(name) ? second : first;
    const caller = typeof path === 'string' && !relative(run.root, path).startsWith('..') ? findCaller() : undefined;
    if (typeof path !== 'string' || caller === undefined) return actual(...all);
    const place = roleOf(relative(run.root, path));
    const faults = faultsOf(name, second, place.endsWith('.DRAFT'));
    const fault = reach({ kind: 'file', name: `${caller} ${name} ${place}`, faults }) as FileFault | undefined;
    if (fault) return fail(fault, { name, path, actual, all, run });
    const made = actual(...all);
    if (name === 'openSync') open.set(made as number, path);
    return made;
  };
  return Object.assign(wrapped, actual);
}

interface Failing {
  readonly name: string;
  readonly path: string;
  readonly actual: Operation;
  readonly all: unknown[];
  readonly run: Run;
}

function fail(fault: FileFault, { name, path, actual, all, run }: Failing): unknown {
  if (QUIET.includes(name)) return false;
  const isPromise = name === 'readFile' || name === 'writeFile' || name === 'mkdir';
  const refuse = (error: Error): unknown => {
    if (isPromise) return Promise.reject(error);
    throw error;
  };
  if (fault === 'rename') return refuse(systemError('EXDEV', name, path));
  if (fault === 'torn') {
    const content = all[1] as string | Uint8Array;
    const half = content.slice(0, Math.floor(content.length / 2));
    if (name === 'writeSync') actual(all[0], half);
    else actual(all[0], half, ...all.slice(2));
    return refuse(systemError('ENOSPC', name));
  }
  if (fault === 'directory') {
    putDirectory(path, run);
    return actual(...all);
  }
  return refuse(systemError(fault, name, typeof all[0] === 'number' ? undefined : path));
}

/** Puts a directory there that is not empty; undone, the file is back that was there. */
function putDirectory(path: string, run: Run): void {
  if (existsSync(join(path, 'something'))) return;
  const aside = `${path}.aside`;
  const found = existsSync(path);
  if (found) renameSync(path, aside);
  mkdirSync(join(path, 'something'), { recursive: true });
  run.undo.push(() => {
    rmSync(path, { recursive: true, force: true });
    if (found) renameSync(aside, path);
  });
}

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EXDEV: 'cross-device link not permitted',
};

const systemError = (code: string, operation: string, path?: string): NodeJS.ErrnoException => {
  const syscall = operation.replace(/Sync$|File(Sync)?$/, '');
  const at = path === undefined ? '' : ` '${path}'`;
  return Object.assign(new Error(`${code}: ${MEANINGS[code] ?? code}, ${syscall}${at}`), {
    code,
    syscall,
    ...(path && { path }),
  });
};

/** The file of the project that calls, without tests; undefined when it is none. */
function findCaller(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 25;
  const frames = new Error().stack?.split('\n') ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  for (const frame of frames) {
    const found = /\/((?:controller|environments|stacks|sandbox)\/[\w/.-]+\.ts):/.exec(frame)?.[1];
    if (found && !frame.includes('/test/')) return found.startsWith('sandbox/') ? undefined : found;
  }
  return undefined;
}

/** The file of a rollout, such as `20300102-030405-9c1e.json`. */
export const ROLLOUT_ID = /\d+-\d+-[\da-f]{4}\.json/g;

/** A path without what differs between runs: numbers, hashes and the random part of a draft. */
const roleOf = (path: string): string =>
  path
    .replaceAll(/\.[\da-f]{12}\.draft/g, '.DRAFT')
    .replaceAll(/[\da-f]{64}/g, 'SHA')
    .replaceAll(ROLLOUT_ID, 'ROLLOUT.json')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replaceAll(/\b\d+\b/g, 'N');
