// Adds a missing key to a block, in the usual order of its keys. Pure.
import { isCollection, isMap, isScalar } from 'yaml';
import type { Node } from 'yaml';
import { endOfLine, endsWithBreak, detectEol, startOfLine } from './edit-lines';
import type { NoSplice, Splice, TextMap, TextPair } from './splice';

/** Adds `key: written` after the last key that precedes it in `order`, or at the end. */
export function insertKey(
  text: string,
  map: TextMap,
  key: string,
  written: string,
  order: readonly string[],
): Splice | NoSplice {
  const neighbour = findNeighbour(map, key, order);
  if (map.flow) return insertIntoFlow(map, `${key}: ${written}`, neighbour);
  if (!neighbour?.key.range) return { reason: 'the block has no key to put the new one next to' };
  const start = neighbour.key.range[0];
  const column = start - startOfLine(text, start);
  const at = endOfLine(text, endOfPair(neighbour));
  const eol = detectEol(text);
  const line = `${' '.repeat(column)}${key}: ${written}`;
  return { start: at, end: at, text: endsWithBreak(text.slice(0, at)) ? line + eol : eol + line };
}

function findNeighbour(map: TextMap, key: string, order: readonly string[]): TextPair | undefined {
  const place = order.indexOf(key);
  const before = map.items
    .map((pair) => ({ pair, place: isScalar(pair.key) ? order.indexOf(String(pair.key.value)) : -1 }))
    .filter((one) => one.place >= 0 && one.place < place)
    .sort((a, b) => a.place - b.place);
  return before.at(-1)?.pair ?? map.items.at(-1);
}

function insertIntoFlow(map: TextMap, entry: string, neighbour: TextPair | undefined): Splice {
  const [start, end] = map.range ?? [0, 0];
  if (!neighbour) return { start, end, text: `{ ${entry} }` };
  const at = endOfPair(neighbour);
  return { start: at, end: at, text: `, ${entry}` };
}

/** Offset after the last character of a pair's value, comments not included. */
export function endOfPair(pair: TextPair): number {
  return (pair.value ? endOfNode(pair.value) : undefined) ?? pair.key.range?.[1] ?? 0;
}

function endOfNode(node: Node): number | undefined {
  if (!isCollection(node) || node.flow) return node.range?.[1];
  if (isMap<Node, Node | null>(node)) {
    const last = node.items.at(-1);
    return last ? endOfPair(last) : node.range?.[1];
  }
  const last = node.items.at(-1);
  return last === undefined ? node.range?.[1] : endOfNode(last as Node);
}
