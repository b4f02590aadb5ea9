// Formats values as YAML, in the quotes of the old value. Pure.
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';

/** A value that an edit can write. */
export type EditValue = string | number | boolean | readonly string[];

/** How a scalar is quoted. */
export type Quotes = 'plain' | 'single' | 'double';

/** A scalar as YAML. A string gets the given quotes where they can hold it; numbers and booleans have none. */
export function formatScalar(value: string | number | boolean, quotes: Quotes): string {
  if (typeof value !== 'string') return String(value);
  if (quotes === 'plain' && isPlain(value)) return value;
  if (quotes === 'single' && /^[^\p{Cc}]*$/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** Any value as YAML; lists in flow style. */
export const formatValue = (value: EditValue, quotes: Quotes): string =>
  isList(value) ? formatFlowList(value.map((item) => formatScalar(item, quotes))) : formatScalar(value, quotes);

export const formatFlowList = (items: readonly string[], padding = ''): string =>
  items.length === 0 ? '[]' : `[${padding}${items.join(', ')}${padding}]`;

export const isList = (value: EditValue | undefined): value is readonly string[] => typeof value === 'object';

/** The quotes of a scalar as it is written. */
export function detectQuotes(written: string): Quotes {
  if (written.startsWith("'")) return 'single';
  return written.startsWith('"') ? 'double' : 'plain';
}

/** Whether a text needs no quotes, in a block or between brackets. */
function isPlain(value: string): boolean {
  if (!/^[\w./@+~-][\w./@+~:?=-]*$/.test(value) || value.endsWith(':')) return false;
  const read = parseDocument(`[ ${value} ]`);
  return read.errors.length === 0 && isDeepStrictEqual(read.toJS(), [value]);
}
