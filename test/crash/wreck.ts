// The state after a kill: the environment file, the notes of ctl, and the state of the sandbox. It can be copied and restored.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxWorld } from '../controller/helpers/context';

export const FILE = 'environments/local.yaml';
const VERSIONS = 'environments/local.versions.yaml';
const STATE = 'state/state.json';

/** A root with ctl in it, and its sandbox. */
export type Place = Pick<SandboxWorld, 'root' | 'write' | 'read' | 'restart'>;

/** The state after a kill, from which the next verb begins. */
export interface Wreck {
  readonly text: string;
  /** The versions file; undefined where there is none. */
  readonly versions: string | undefined;
  /** A folder with a copy of the notes of ctl. */
  readonly aside: string;
  /** The state of the sandbox: rules, target groups and functions. */
  readonly sandbox: string;
  /** Equal for two states that differ only in times, random numbers, builds of ctl, and the lock, which is held in both. */
  readonly key: string;
}

const notes = (place: Place): string => join(place.root, '.teal');

/** The id of a process that has ended. */
const { pid: ENDED } = spawnSync(process.execPath, ['--version']);

/** Copies the state. What this process holds there is held by a process that has ended, as after a kill. */
export function capture(place: Place): Wreck {
  const aside = mkdtempSync(join(place.root, 'aside-'));
  cpSync(notes(place), aside, { recursive: true });
  for (const file of filesIn(aside)) {
    const text = readFileSync(join(aside, file), 'utf8');
    const ended = text.replaceAll(`"pid":${process.pid},`, `"pid":${ENDED},`);
    if (ended !== text) writeFileSync(join(aside, file), ended);
  }
  const [text, sandbox] = [place.read(FILE), place.read(STATE)];
  const versions = existsSync(join(place.root, VERSIONS)) ? place.read(VERSIONS) : undefined;
  return { text, versions, aside, sandbox, key: comparable([text, versions, sandbox, readNotes(aside)].join('\n')) };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile());

/** The names and contents of the notes, without the lock, and without the claims of other files, whose keys hold the build of ctl. */
const readNotes = (aside: string): string =>
  filesIn(aside)
    .filter((file) => !file.startsWith('locks') && file !== 'claims.json')
    .sort()
    .map((file) => `${file}\n${readFileSync(join(aside, file), 'utf8')}`)
    .join('\n');

const comparable = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+0000)/g, 'time')
    .replaceAll(/"build":[\d.]+/g, '"build":0')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'random');

/** Restores the state that was copied. */
export async function restore(place: Place, { text, versions, aside, sandbox }: Wreck): Promise<void> {
  rmSync(notes(place), { recursive: true, force: true });
  cpSync(aside, notes(place), { recursive: true });
  place.write(FILE, text);
  if (versions === undefined) rmSync(join(place.root, VERSIONS), { force: true });
  else place.write(VERSIONS, versions);
  if (place.read(STATE) !== sandbox) await place.restart(sandbox);
}
