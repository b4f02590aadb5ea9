// Writes the XML of the AWS Query protocol.

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** A value as elements: lists as `member`s, objects by their keys; undefined values are left out. */
export function xml(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => element('member', item)).join('');
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => (inner === undefined ? '' : element(name, inner)))
      .join('');
  }
  return typeof value === 'string' ? escape(value) : JSON.stringify(value);
}

/** One element with its content. */
export const element = (name: string, value: unknown): string => `<${name}>${xml(value)}</${name}>`;
