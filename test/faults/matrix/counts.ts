// How many rows the last full run made, by suite: by fault, by verb, and by port method and fault. Kept in test/faults/counts.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portMethods } from './ports';
import type { Row } from './rows';

/** Numbers of rows by fault. */
export type ByFault = Readonly<Record<string, number>>;

/** What a full run of a suite made. */
export interface Counts {
  readonly rows: number;
  readonly faults: ByFault;
  readonly verbs: Readonly<Record<string, ByFault>>;
  /** By port and method, then by the kind of the point. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, ByFault>>>>;
}

const folder = join(__dirname, '../counts');

/** The counts of the last full run of each suite, by its name. */
export const readCounts = (): Readonly<Record<string, Counts>> =>
  Object.fromEntries(
    namesIn(folder).map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Counts,
    ]),
  );

const namesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path).sort() : []);

export const writeCounts = (name: string, counts: Counts): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(sorted(counts), null, 2)}\n`);
};

/** Counts rows. */
export function countRows(rows: readonly Row[]): Counts {
  const faults: Record<string, number> = {};
  const verbs: Record<string, Record<string, number>> = {};
  const methods: Record<string, Record<string, Record<string, number>>> = {};
  const known = new Map(
    portMethods().flatMap(({ port, method, names }) => names.map((name) => [name, `${port} ${method}`])),
  );
  for (const { verb, point, fault } of rows) {
    add(faults, fault);
    add((verbs[`${verb.line} (${verb.from})`] ??= {}), fault);
    for (const method of new Set(point.methods.map((name) => known.get(name))))
      if (method !== undefined) add(((methods[method] ??= {})[point.kind] ??= {}), fault);
  }
  return { rows: rows.length, faults, verbs, methods };
}

function add(numbers: Record<string, number>, name: string): void {
  numbers[name] = (numbers[name] ?? 0) + 1;
}

/** The same with its keys in order, so that a run that changes nothing changes no line. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sorted(one)]),
      )
    : value;
