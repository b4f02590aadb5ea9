// Which fields of a request an action acts on. Every other one is refused by its name, so that none is taken and forgotten. Pure.
import type { ApiError } from './errors';

/**
 * The fields that an action acts on, as paths: `Tags[].Key` for a list, `Tags.*` for a map. `Order=1|2` is a field that has
 * an effect on AWS which the sandbox does not have: only the values that ask for what the sandbox does are taken.
 */
export type Fields = readonly string[];

/** A field of a request, with its value as text. */
export type Given = readonly [path: string, value: string];

/**
 * Refuses the first field that the action does not act on. A field that is empty asks for nothing.
 * @throws {ApiError} made by `refuse` from a message that names the field.
 */
export function refuseUnknownFields(
  action: string,
  known: Fields,
  given: readonly Given[],
  refuse: (message: string) => ApiError,
): void {
  for (const [path, value] of given) {
    if (value === '') continue;
    const field = known.map(parseField).find((one) => holds(one.path, path));
    if (!field) throw refuse(`The sandbox does not support the field ${path} of ${action}`);
    if (field.values && !field.values.includes(value)) {
      throw refuse(
        `The sandbox supports the field ${path} of ${action} only with the value ${field.values.join(' or ')}, not ${value}`,
      );
    }
  }
}

function parseField(field: string): { path: string; values: readonly string[] | undefined } {
  const [path = '', values] = field.split('=');
  return { path, values: values?.split('|') };
}

/** A map may have any key, also one with dots. */
const holds = (known: string, path: string): boolean =>
  known.endsWith('.*') ? path.startsWith(known.slice(0, -1)) : known === path;

/** The fields of a form of the Query protocol: `Tags.member.1.Key` is `Tags[].Key`. */
export const fieldsOfForm = (form: string): Given[] =>
  [...new URLSearchParams(form)]
    .filter(([name]) => name !== 'Action' && name !== 'Version')
    .map(([name, value]) => [name.replace(/(\.member)?\.\d+(?=\.|$)/g, '[]'), value]);

/** The fields of a JSON document that have a value. */
export function fieldsOfJson(value: unknown, path = ''): Given[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOfJson(item, `${path}[]`));
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => fieldsOfJson(inner, path ? `${path}.${key}` : key));
  }
  return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
}
