// Changes that were written to the file but not read back from the live rules. A rule that still matches the file before such a
// change was not changed by somebody else: the next verb finishes the change instead of refusing it as drift.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../environments';
import type { Service } from '../../environments/schema';
import { desiredRules, differingParts } from '../../routing';
import type { DesiredRule, ObservedRule } from '../../routing';

/** For each service, its settings before each unfinished change, oldest first. */
type PendingChanges = Readonly<Record<string, readonly Service[]>>;

/** Stores the present settings of these services; call it before the file is written. */
export function notePendingChange(root: string, before: Environment, services: readonly string[]): void {
  const noted = read(root, before.name);
  const found = before.services.filter((service) => services.includes(service.name));
  const added = found.map((service) => [service.name, [...(noted[service.name] ?? []), service]] as const);
  write(root, before.name, { ...noted, ...Object.fromEntries(added) });
}

/** Clears the pending changes of services whose rules were read back as desired. */
export function clearPendingChanges(root: string, environment: string, services: readonly string[]): void {
  const noted = Object.entries(read(root, environment));
  const left = noted.filter(([service]) => !services.includes(service));
  if (left.length < noted.length) write(root, environment, Object.fromEntries(left));
}

/** Whether a live rule matches the file before an unfinished change. */
export const matchesPendingChange = (
  root: string,
  environment: string,
  rule: DesiredRule,
  observed: ObservedRule,
): boolean =>
  (read(root, environment)[rule.service] ?? []).some((service) =>
    desiredRules(service).some((old) => old.role === rule.role && differingParts(old, observed).length === 0),
  );

function read(root: string, environment: string): PendingChanges {
  try {
    return JSON.parse(readFileSync(fileOf(root, environment), 'utf8')) as PendingChanges;
  } catch {
    return {};
  }
}

function write(root: string, environment: string, noted: PendingChanges): void {
  const file = fileOf(root, environment);
  if (Object.keys(noted).length === 0) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(noted));
  renameSync(draft, file);
}

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'unfinished', `${environment}.json`);
