// The parameters of the AWS Query protocol: `Conditions.member.1.Field=…` as a tree. Pure.

/** A parameter's own value, and the parameters that it contains. */
export interface Params {
  readonly value?: string;
  readonly below: ReadonlyMap<string, Params>;
}

interface Growing {
  value?: string;
  readonly below: Map<string, Growing>;
}

/** Reads form-encoded parameters. */
export function parseParams(form: string): Params {
  const root: Growing = { below: new Map() };
  for (const [path, value] of new URLSearchParams(form)) {
    let node = root;
    for (const step of path.split('.')) {
      const next = node.below.get(step) ?? { below: new Map() };
      node.below.set(step, next);
      node = next;
    }
    node.value = value;
  }
  return root;
}

/** A parameter's text; undefined when it was not given. */
export const text = (params: Params, name: string): string | undefined => params.below.get(name)?.value;

/** A parameter that contains others; undefined when it was not given. */
export const inner = (params: Params, name: string): Params | undefined => params.below.get(name);

/** The members of a list, in order; undefined when the list was not given. */
export function members(params: Params, name: string): Params[] | undefined {
  const list = params.below.get(name);
  if (!list) return undefined;
  const found = list.below.get('member') ?? list;
  return [...found.below].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
}

/** The texts of a list; undefined when the list was not given. */
export const texts = (params: Params, name: string): string[] | undefined =>
  members(params, name)?.flatMap((member) => (member.value === undefined ? [] : [member.value]));
