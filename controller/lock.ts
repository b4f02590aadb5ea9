// One change of an environment at a time: a file that says who holds it, made in one step or not at all.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Context } from './context';
import { EXIT, UserError } from './errors';
import { isAlive } from './sandbox-process';
import { isSystemError } from './system-error';

/** Who holds a lock. `since` is an ISO time. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly verb: string;
  readonly since: string;
  readonly token: string;
}

/** A lock that is held. */
export interface Lock {
  /** Whose lock this was until now, if it was anybody's; that process may still run. */
  readonly previous: Holder | undefined;
  /** Throws a UserError when another process has taken the lock over, as a rollback does. */
  assertHeld(): void;
  /** Gives the lock back; leaves it alone where somebody else holds it by now. */
  release(): void;
}

/**
 * Takes an environment's lock. One that a dead process left behind is taken over with a notice; `takeOver` takes any.
 * @throws {UserError} exit 3, naming who holds it and since when.
 */
export function acquireLock(context: Context, environment: string, verb: string, takeOver: boolean): Lock {
  const file = join(context.root, '.teal', 'locks', `${environment}.lock`);
  mkdirSync(dirname(file), { recursive: true });
  const token = randomUUID();
  const mine: Holder = { pid: process.pid, host: hostname(), verb, since: context.now().toISOString(), token };
  let previous: Holder | undefined;
  while (!create(file, mine)) {
    const holder = readHolder(file);
    if (holder && !takeOver && isRunning(holder)) throw heldBy(holder, environment, file);
    if (!remove(file, holder, token)) continue;
    previous = holder;
    if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)}`);
  }
  return {
    previous,
    assertHeld: () => {
      const holder = readHolder(file);
      if (holder?.token !== token) throw takenOver(holder, environment);
    },
    release: () => {
      if (readHolder(file)?.token === token) rmSync(file, { force: true });
    },
  };
}

/** Who holds an environment's lock, if anybody does. */
export const lockHolder = (root: string, environment: string): Holder | undefined =>
  readHolder(join(root, '.teal', 'locks', `${environment}.lock`));

/** A hard link appears with its whole content, and fails where the name is taken. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of `holder`; by renaming, so that of two processes only one gets it. False when it was another's by then. */
function remove(file: string, holder: Holder | undefined, token: string): boolean {
  const aside = `${file}.${token}.old`;
  try {
    renameSync(file, aside);
    const moved = readHolder(aside);
    if (moved?.token === holder?.token) return true;
    linkSync(aside, file);
    return false;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the holder still runs; one on another host counts as running, as nothing here can tell. */
const isRunning = (holder: Holder): boolean => holder.host !== hostname() || isAlive(holder.pid);

const describeHolder = (holder: Holder): string =>
  `ctl ${holder.verb} (process ${holder.pid} on ${holder.host}, since ${holder.since})`;

const heldBy = (holder: Holder, environment: string, file: string): UserError =>
  new UserError(
    `${environment} is being changed by ${describeHolder(holder)}`,
    `Wait for it to end; ctl rollback -e ${environment} goes ahead at once. If that process is gone, delete ${file}`,
    EXIT.refused,
  );

const takenOver = (holder: Holder | undefined, environment: string): UserError =>
  new UserError(
    `Stopped: ${holder ? describeHolder(holder) : 'another process'} took over the lock of ${environment}`,
    `See where it is with ctl status -e ${environment}`,
    EXIT.refused,
  );
