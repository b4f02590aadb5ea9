// Changes that were written to the file and have not been seen to be live. A rule that is still as the file said before such
// a change is not somebody else's doing: the next verb finishes what was begun instead of stopping on it as drift.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../environments';
import type { Service } from '../../environments/schema';
import { desiredRules, differingParts } from '../../routing';
import type { DesiredRule, ObservedRule } from '../../routing';
import type { Drift } from '../drift/detect';
import type { Step } from '../change/appliers/applier';

/** What the file said of each service before the changes that are not finished; the oldest first. */
type Unfinished = Readonly<Record<string, readonly Service[]>>;

/** Notes, before the file is written, what it says of these services until now. */
export function notePendingChange(root: string, before: Environment, services: readonly string[]): void {
  const noted = read(root, before.name);
  const found = before.services.filter((service) => services.includes(service.name));
  const added = found.map((service) => [service.name, [...(noted[service.name] ?? []), service]] as const);
  write(root, before.name, { ...noted, ...Object.fromEntries(added) });
}

/** Forgets the notes of services whose rules were read back as the file says. */
export function clearPendingChanges(root: string, environment: string, services: readonly string[]): void {
  const noted = Object.entries(read(root, environment));
  const left = noted.filter(([service]) => !services.includes(service));
  if (left.length < noted.length) write(root, environment, Object.fromEntries(left));
}

/** Whether a rule is as it was before a change of ctl that was not finished. */
export const isPendingChange = (step: Step, { rule, observed }: Drift): boolean =>
  observed !== undefined && matchesPendingChange(step.context.root, step.before.name, rule, observed);

/** Whether a live rule is as the file said before a change that was not finished. */
export const matchesPendingChange = (
  root: string,
  environment: string,
  rule: DesiredRule,
  observed: ObservedRule,
): boolean =>
  (read(root, environment)[rule.service] ?? []).some((service) =>
    desiredRules(service).some((old) => old.role === rule.role && differingParts(old, observed).length === 0),
  );

function read(root: string, environment: string): Unfinished {
  try {
    return JSON.parse(readFileSync(fileOf(root, environment), 'utf8')) as Unfinished;
  } catch {
    return {};
  }
}

function write(root: string, environment: string, noted: Unfinished): void {
  const file = fileOf(root, environment);
  if (Object.keys(noted).length === 0) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(noted));
  renameSync(draft, file);
}

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'unfinished', `${environment}.json`);
