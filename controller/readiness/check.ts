// One check of a color before it gets traffic.

/** The result of a check. `ok` is null when it is unknown. */
export interface Check {
  readonly name: 'function' | 'update' | 'alias' | 'version' | 'image' | 'repository' | 'target' | 'permission';
  readonly ok: boolean | null;
  readonly detail: string;
}

/** Creates a check. */
export const check = (name: Check['name'], ok: boolean | null, detail: string): Check => ({ name, ok, detail });
