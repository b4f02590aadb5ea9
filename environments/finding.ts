// What a check found, by field. The loader adds lines and makes it a Problem.
import type { ProblemCode } from './problems';

/** A place in the file, from the top. */
export type Path = readonly (string | number)[];

/** What is wrong with a value, and what to write instead. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** A fault that forbids what it is about, or only a doubt. */
export interface GradedFault extends Fault {
  readonly severity: 'error' | 'warning';
}

/** A fault at a field. The first of `fields` is where it is reported; the others are what it depends on. */
export interface Finding extends GradedFault {
  readonly fields: readonly [Path, ...Path[]];
  /** True when the key is wrong, not its value. */
  readonly atKey?: boolean;
  /** As in a Problem. */
  readonly code?: ProblemCode;
}

export const error = (fields: Finding['fields'], message: string, hint: string): Finding => ({
  fields,
  message,
  hint,
  severity: 'error',
});

export const warning = (fields: Finding['fields'], message: string, hint: string): Finding => ({
  fields,
  message,
  hint,
  severity: 'warning',
});

/** The path of a service's field. */
export const at = (service: { readonly name: string }, ...rest: Path): Path => ['services', service.name, ...rest];

/** A path as it is printed: `services.api.hostnames[0]`. */
export const fieldName = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
