// Finds the splice that sets one field and leaves every other byte alone. Pure.
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { insertKey } from './edit-insert';
import { spliceList } from './edit-list';
import { isList, detectQuotes, formatValue } from './edit-tokens';
import type { EditValue } from './edit-tokens';
import type { Path } from './finding';
import type { NoSplice, Splice, TextMap } from './splice';

/** Finds the splice for one field; missing keys are added. `order` names a block's keys in their usual order. */
export function findSplice(
  text: string,
  document: Document,
  path: Path,
  value: EditValue,
  order: (block: Path) => readonly string[],
): Splice | NoSplice {
  let node: Node | null = document.contents;
  for (const [depth, key] of path.entries()) {
    const last = depth === path.length - 1;
    if (isSeq<Node>(node) && typeof key === 'number' && node.items[key]) {
      node = node.items[key];
      if (last) return replace(text, node, value);
      continue;
    }
    if (!isMap<Node, Node | null>(node)) return { reason: `${describeNode(node)} is in the place of ${key}` };
    const pair: Pair<Node, Node | null> | undefined = findPair(node, key);
    const rest = path.slice(depth + 1);
    if (!pair) return insertKey(text, node, String(key), writeNested(rest, value), order(path.slice(0, depth)));
    if (isEmpty(pair.value)) return fillEmpty(text, pair, writeNested(rest, value));
    if (last) return replace(text, pair.value, value);
    node = pair.value;
  }
  return { reason: 'the path is empty' };
}

export const findPair = (map: TextMap, key: string | number): Pair<Node, Node | null> | undefined =>
  map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));

function describeNode(node: Node | null): string {
  if (isAlias(node)) return `the alias *${node.source}, which other places share,`;
  return isCollection(node) ? 'a list' : 'a plain value';
}

/** A value inside blocks that do not exist yet, in flow style, which is valid everywhere. */
function writeNested(keys: Path, value: EditValue): string {
  return keys.reduceRight<string>((inner, key) => `{ ${key}: ${inner} }`, formatValue(value, 'plain'));
}

const isEmpty = (node: Node | null): boolean =>
  node === null || (isScalar(node) && node.value === null && node.source === '' && node.anchor === undefined);

/** Writes the missing value of `key:` directly after the colon, before any comment. */
function fillEmpty(text: string, pair: Pair<Node, Node | null>, written: string): Splice {
  const colon = text.indexOf(':', pair.key.range?.[1] ?? 0);
  return { start: colon + 1, end: colon + 1, text: ` ${written}` };
}

function replace(text: string, node: Node | null, value: EditValue): Splice | NoSplice {
  if (!node?.range) return { reason: 'the value has no position in the text' };
  if (isSeq<Node>(node) && isList(value)) return spliceList(text, node, value);
  const [start, end] = node.range;
  const old = text.slice(start, end);
  const tail = /(\r?\n\s*)?$/.exec(old)?.[0] ?? '';
  return { start, end, text: formatValue(value, detectQuotes(old)) + tail };
}
