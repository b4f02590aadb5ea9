// The locks of Terraform's states: an object beside the state in S3 (use_lockfile), or a file beside the state on this machine.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { isRunning } from '../core/process';
import { openSharedStore } from '../store';
import { stackNames } from '../terraform/stack-names';
import { notedChildren } from '../workspace/child-processes';
import { createInfo, toFailure } from './finding';
import type { Finding } from './finding';

/** A stack whose state has a lock: the text of the lock, and its file if it is on this machine. */
interface StateLock {
  readonly stack: string;
  readonly text: string;
  readonly file?: string;
}

/** A finding for each locked state; one that says that none is. A rollback does not need these locks. */
export async function checkStateLocks(context: Context, environment: Environment): Promise<readonly Finding[]> {
  if (environment.target === 'sandbox') return [];
  const about = 'terraform state';
  const stacks = stackNames(environment);
  try {
    const locks = environment.state ? await readInS3(context, environment, stacks) : readFiles(context, stacks);
    if (locks.length === 0) return [{ about, ok: true, needed: false, detail: 'not locked' }];
    return locks.map((lock) => toFinding(context, lock, about));
  } catch (error) {
    return [toFailure(about, false, error)];
  }
}

async function readInS3(context: Context, environment: Environment, stacks: readonly string[]): Promise<StateLock[]> {
  const store = await openSharedStore(context, environment, 'hurried');
  const found = await store.readAll(stacks.map((stack) => `${stack}.tfstate.tflock`));
  return stacks.flatMap((stack, index) => {
    const text = found[index]?.text;
    return text === undefined ? [] : [{ stack, text }];
  });
}

/** Terraform keeps its note of the lock beside the state, with a dot before and `.lock.info` after the name. */
const readFiles = ({ root }: Context, stacks: readonly string[]): StateLock[] =>
  stacks.flatMap((stack) => {
    const file = join(root, `.terraform.${stack}.tfstate.lock.info`);
    try {
      return [{ stack, text: readFileSync(file, 'utf8'), file }];
    } catch {
      return [];
    }
  });

function toFinding(context: Context, { stack, text, file }: StateLock, about: string): Finding {
  const field = fieldsOf(text);
  const who = field('Who');
  const locked = `${stack} is locked by ${who} since ${field('Created')} (${field('Operation')})`;
  const running = notedChildren(context.root).find((child) => child.stack === stack && isRunning(child.pid));
  if (running) return createInfo(about, `${locked}; its Terraform runs on this machine (process ${running.pid})`);
  // The kernel releases the lock of a file with its process; what stays is the note.
  if (file !== undefined) {
    const detail = `${locked}; no Terraform of ctl runs for it, and a note of one that was killed locks nothing`;
    return { ...createInfo(about, detail), hint: `If no Terraform runs: rm ${file}` };
  }
  const hint = `Only when it runs nowhere any more: terraform -chdir=cdktf.out/stacks/${stack} force-unlock ${field('ID')}`;
  const here = who.endsWith(`@${hostname()}`);
  return here
    ? { about, ok: false, needed: false, detail: `${locked}; no Terraform of ctl runs for it here`, hint }
    : { ...createInfo(about, locked), hint };
}

function fieldsOf(text: string): (name: string) => string {
  const fields = new Map<string, unknown>();
  try {
    for (const [name, value] of Object.entries(JSON.parse(text) as object)) fields.set(name, value);
  } catch {
    // Terraform was killed while it wrote the note.
  }
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : 'unknown';
  };
}
