// The holder of a lock, and whether its process still runs.
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Context } from '../core/context';
import { onOneLine } from '../core/printable';
import { isRunning, startOf } from '../core/process';
import { currentUser } from '../core/user';

/** The holder of a lock. `since` is an ISO time, for people only: no decision depends on a clock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly verb: string;
  readonly since: string;
  /** Unique for each acquisition. */
  readonly token: string;
  readonly who?: string;
  /** The start time of the process as the kernel counts it; a later process with the same id has another. */
  readonly started?: string;
  /**
   * Where process ids mean the same: the id of this boot of the kernel, and its name of the PID namespace. Undefined without /proc.
   * The namespace alone is not enough: outside a container it is the same on every machine.
   */
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

/**
 * Whether a holder's process still runs. Of another boot under this host's name it cannot be known whether it was this machine before it
 * restarted, or another machine of the same name, so that it counts as elsewhere. Without /proc only the host's name is compared.
 */
export function lifeOf(holder: Holder): Life {
  if (holder.host !== hostname()) return 'elsewhere';
  if (holder.space !== undefined && holder.space !== idSpace()) return 'elsewhere';
  if (!isRunning(holder.pid)) return 'gone';
  const started = startOf(holder.pid);
  return holder.started && started && holder.started !== started ? 'gone' : 'running';
}

/** Describes a holder, such as `ctl shift (process 12 on build-7, by anna, since 2026-11-21T02:40:11.000Z)`. */
export const describeHolder = ({ verb, pid, host, who: by, since }: Holder): string =>
  onOneLine(`ctl ${verb} (process ${pid} on ${host}${by ? `, by ${by}` : ''}, since ${since})`);

/** Parses the holder in a lock's text; undefined for a released lock, `torn` for incomplete text. */
export function parseHolder(text: string): Holder | undefined | 'torn' {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isHolder(parsed)) return parsed;
    return typeof parsed === 'object' && parsed !== null && 'free' in parsed ? undefined : 'torn';
  } catch {
    return 'torn';
  }
}

/** The text of a released lock. It is unique, so that it differs from the previous one. */
export const freeText = (): string => JSON.stringify({ free: randomUUID() });

function isHolder(parsed: unknown): parsed is Holder {
  const fields = { pid: 'number', host: 'string', verb: 'string', since: 'string', token: 'string' };
  if (typeof parsed !== 'object' || parsed === null) return false;
  const found = new Map<string, unknown>(Object.entries(parsed));
  return Object.entries(fields).every(([name, type]) => typeof found.get(name) === type);
}

function idSpace(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
