// The state after a kill: the environment file, the notes of ctl, and the live rules. It can be copied and restored.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Change, ObservedRule, Router } from '../../routing';

export const FILE = 'environments/local.yaml';

/** A root with ctl in it, and the load balancer of its environment. */
export interface Place {
  readonly root: string;
  readonly router: Router;
  write(path: string, text: string): void;
  read(path: string): string;
}

/** The state after a kill, from which the next verb begins. */
export interface Wreck {
  readonly text: string;
  /** A folder with a copy of the notes of ctl. */
  readonly aside: string;
  readonly rules: readonly ObservedRule[];
  /** Equal for two states that differ only in times and in the lock, which the killed process holds in both. */
  readonly key: string;
}

const notes = (place: Place): string => join(place.root, '.teal');

/** Copies the state. */
export async function capture(place: Place): Promise<Wreck> {
  const aside = mkdtempSync(join(place.root, 'aside-'));
  cpSync(notes(place), aside, { recursive: true });
  const text = place.read(FILE);
  const sandbox = place.read('state/state.json');
  return { text, aside, rules: await place.router.read(), key: [text, sandbox, readNotes(aside)].join('\n') };
}

/** The names and contents of the notes, without times and without the lock. */
function readNotes(aside: string): string {
  const files = readdirSync(aside, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('locks') && statSync(join(aside, file)).isFile())
    .sort();
  const texts = files.map((file) => `${file}\n${readFileSync(join(aside, file), 'utf8')}`);
  return texts.join('\n').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
}

/** Restores the state that was copied. */
export async function restore(place: Place, { text, aside, rules }: Wreck): Promise<void> {
  rmSync(notes(place), { recursive: true });
  cpSync(aside, notes(place), { recursive: true });
  place.write(FILE, text);
  const now = await place.router.read();
  await place.router.apply(
    rules.filter((rule) => !now.some((one) => isDeepStrictEqual(one, rule))).flatMap(restoreRule),
  );
}

/** The change that restores a rule. */
function restoreRule(before: ObservedRule): Change[] {
  const { arn, priority, conditions, action } = before;
  if (action.kind !== 'forward' || priority === 'default') return [];
  const rule = { service: 'web', role: 'production', priority, conditions, action } as const;
  return [{ kind: 'modify', arn, rule, before, parts: ['conditions', 'action'] }];
}
