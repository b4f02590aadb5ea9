// What a YAML document contains, whatever its fields are. Pure.
import { isScalar, visit } from 'yaml';
import type { Document } from 'yaml';

/** The offsets of keys that the schema would leave out in silence, since they name the prototype of every object. */
export function lostKeys(document: Document): readonly number[] {
  const found: number[] = [];
  visit(document, {
    Pair: (_at, { key }) => {
      if (isScalar(key) && key.value === '__proto__') found.push(key.range?.[0] ?? 0);
    },
  });
  return found;
}

/** Whether a document has anchors or aliases, whose values are shared. */
export function hasAnchors(document: Document): boolean {
  let found = false;
  const note = (): symbol => ((found = true), visit.BREAK);
  visit(document, { Alias: note, Value: (_key, node) => (node.anchor === undefined ? undefined : note()) });
  return found;
}
