// One thing that a color must have before it takes traffic.

/** One thing that must hold. `ok` is null where it is unknown. */
export interface Check {
  readonly name: 'function' | 'update' | 'alias' | 'image' | 'repository' | 'target' | 'permission';
  readonly ok: boolean | null;
  readonly detail: string;
}

/** A check as a value. */
export const check = (name: Check['name'], ok: boolean | null, detail: string): Check => ({ name, ok, detail });
