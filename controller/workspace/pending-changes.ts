// Changes that were written to the file but not read back from the live rules. A rule that still matches the file before such a
// change was not changed by somebody else: the next verb finishes the change instead of refusing it as drift.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../environments/drafts';
import type { Environment } from '../../environments';
import type { Service } from '../../environments/schema';
import { desiredRules, differingParts } from '../../routing';
import type { DesiredRule, ObservedRule } from '../../routing';

/** The unfinished changes of a service, oldest first: its settings before and after each, and the revision that was the newest. */
export interface PendingChange {
  readonly base: number;
  readonly before: readonly Service[];
  readonly after: readonly Service[];
}

type PendingChanges = Readonly<Record<string, PendingChange>>;

/** What is about to be written. `bases`: the newest revision of each service; 0 where it is not known. */
export interface NewChange {
  readonly before: Environment;
  readonly after: Environment;
  readonly services: readonly string[];
  readonly bases: ReadonlyMap<string, number>;
}

/**
 * Stores the settings of services before and after a change; call it before the file is written. Those of an unfinished change on an
 * older revision are forgotten: somebody else has changed the service since, and nothing of it may be taken for the newest.
 */
export function notePendingChange(root: string, { before, after, services, bases }: NewChange): void {
  const noted = read(root, before.name);
  const added = services.map((name): [string, PendingChange] => {
    const base = bases.get(name) ?? noted[name]?.base ?? 0;
    const same = noted[name]?.base === base ? noted[name] : undefined;
    const own = ({ services }: Environment): readonly Service[] => services.filter((service) => service.name === name);
    return [
      name,
      { base, before: [...(same?.before ?? []), ...own(before)], after: [...(same?.after ?? []), ...own(after)] },
    ];
  });
  write(root, before.name, { ...noted, ...Object.fromEntries(added) });
}

/** The unfinished changes of a service; undefined when there are none. */
export const readPendingChange = (root: string, environment: string, service: string): PendingChange | undefined =>
  read(root, environment)[service];

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
  (read(root, environment)[rule.service]?.before ?? []).some((service) =>
    desiredRules(service).some((old) => old.role === rule.role && differingParts(old, observed).length === 0),
  );

/** Notes of another form were damaged, or left by another version of ctl; without them a rule that differs is drift. */
function read(root: string, environment: string): PendingChanges {
  try {
    const noted: unknown = JSON.parse(readFileSync(fileOf(root, environment), 'utf8'));
    return isPendingChanges(noted) ? noted : {};
  } catch {
    return {};
  }
}

const isPendingChanges = (noted: unknown): noted is PendingChanges =>
  typeof noted === 'object' &&
  noted !== null &&
  !Array.isArray(noted) &&
  Object.values(noted).every(
    (one: Partial<PendingChange> | null) =>
      typeof one?.base === 'number' &&
      [one.before, one.after].every((side) => Array.isArray(side) && side.every(hasRules)),
  );

/** Whether settings are whole as far as they are used: rules can be computed from them. */
function hasRules(service: Service): boolean {
  try {
    return desiredRules(service).every((rule) => typeof rule.service === 'string' && Number.isInteger(rule.priority));
  } catch {
    return false;
  }
}

function write(root: string, environment: string, noted: PendingChanges): void {
  const file = fileOf(root, environment);
  if (Object.keys(noted).length === 0) return rmSync(file, { force: true });
  replaceFile(file, JSON.stringify(noted));
}

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'unfinished', `${environment}.json`);
