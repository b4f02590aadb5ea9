// Who holds a lock, and whether that process still runs.
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Context } from '../core/context';
import { isAlive } from '../core/process';
import { currentUser } from '../core/user';

/** Who holds a lock. `since` is an ISO time, for people only: no decision rests on a clock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly verb: string;
  readonly since: string;
  /** Told to nobody else, and never used twice. */
  readonly token: string;
  readonly who?: string;
  /** When the process began, in the kernel's own count; it differs from that of a later process with the same id. */
  readonly started?: string;
  /** The kernel's name for the ids' space, which a container has for itself. */
  readonly space?: string;
}

/** `elsewhere`: this machine cannot check whether it runs. */
export type Life = 'running' | 'gone' | 'elsewhere';

/** This process as a holder. */
export function thisProcess(context: Context, verb: string): Holder {
  const started = startOf(process.pid);
  const space = idSpace();
  return {
    pid: process.pid,
    host: hostname(),
    verb,
    since: context.now().toISOString(),
    token: randomUUID(),
    who: currentUser(context),
    ...(started !== undefined && { started }),
    ...(space !== undefined && { space }),
  };
}

/** Whether a holder's process still runs. */
export function lifeOf(holder: Holder): Life {
  const space = idSpace();
  if (holder.host !== hostname() || (holder.space && space && holder.space !== space)) return 'elsewhere';
  if (!isAlive(holder.pid)) return 'gone';
  const started = startOf(holder.pid);
  return holder.started && started && holder.started !== started ? 'gone' : 'running';
}

/** Such as `ctl shift (process 12 on build-7, by anna, since 2026-11-21T02:40:11.000Z)`. */
export const describeHolder = ({ verb, pid, host, who: by, since }: Holder): string =>
  `ctl ${verb} (process ${pid} on ${host}${by ? `, by ${by}` : ''}, since ${since})`;

/** The holder that a lock's text names; undefined for one that was freed, `torn` for one that nobody can have written whole. */
export function parseHolder(text: string): Holder | undefined | 'torn' {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isHolder(parsed)) return parsed;
    return typeof parsed === 'object' && parsed !== null && 'free' in parsed ? undefined : 'torn';
  } catch {
    return 'torn';
  }
}

/** The text of a lock that nobody holds; unlike any other, so that it differs from the one before. */
export const freeText = (): string => JSON.stringify({ free: randomUUID() });

function isHolder(parsed: unknown): parsed is Holder {
  const fields = { pid: 'number', host: 'string', verb: 'string', since: 'string', token: 'string' };
  if (typeof parsed !== 'object' || parsed === null) return false;
  const found = new Map<string, unknown>(Object.entries(parsed));
  return Object.entries(fields).every(([name, type]) => typeof found.get(name) === type);
}

/** Field 22 of /proc/PID/stat ("proc_pid_stat(5)"); the name before it may hold spaces. Undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function idSpace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}
