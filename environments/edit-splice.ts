// Finds the splice that sets one field and leaves every other byte alone. Pure.
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node } from 'yaml';
import { insertKey } from './edit-insert';
import { spliceList } from './edit-list';
import { removePair } from './edit-remove';
import { isList, detectQuotes, formatValue } from './edit-tokens';
import type { EditValue } from './edit-tokens';
import type { Path } from './finding';
import type { NoSplice, Splice, TextMap, TextPair } from './splice';

/**
 * Finds the splice for one field, which is removed when `value` is undefined; missing keys are added. `order` names a block's keys in
 * their usual order.
 */
export function findSplice(
  text: string,
  document: Document,
  path: Path,
  value: EditValue | undefined,
  order: (block: Path) => readonly string[],
): Splice | NoSplice {
  if (value === undefined) return findRemoval(text, document, path);
  let node: Node | null = document.contents;
  for (const [depth, key] of path.entries()) {
    const last = depth === path.length - 1;
    if (isSeq<Node>(node) && typeof key === 'number' && node.items[key]) {
      node = node.items[key];
      if (last) return replace(text, node, value);
      continue;
    }
    if (!isMap<Node, Node | null>(node)) return { reason: `${describeNode(node)} is in the place of ${key}` };
    const pair: TextPair | undefined = findPair(node, key);
    const rest = path.slice(depth + 1);
    if (!pair) return insertKey(text, node, String(key), writeNested(rest, value), order(path.slice(0, depth)));
    if (isEmpty(pair.value)) return fillEmpty(text, pair, writeNested(rest, value));
    if (last) return replace(text, pair.value, value);
    node = pair.value;
  }
  return { reason: 'the path is empty' };
}

function findRemoval(text: string, document: Document, path: Path): Splice | NoSplice {
  let node: Node | null = document.contents;
  let owner: TextPair | undefined;
  for (const [depth, key] of path.entries()) {
    if (isSeq<Node>(node) && typeof key === 'number' && node.items[key]) {
      node = node.items[key];
      owner = undefined;
      continue;
    }
    if (!isMap<Node, Node | null>(node)) return { reason: `${describeNode(node)} is in the place of ${key}` };
    const pair = findPair(node, key);
    if (!pair) return { reason: `${key} is not written in its block, but comes from an &anchor` };
    if (depth === path.length - 1) return removePair(text, node, pair, owner);
    node = pair.value;
    owner = pair;
  }
  return { reason: 'only a field of a block can be removed' };
}

export const findPair = (map: TextMap, key: string | number): TextPair | undefined =>
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
function fillEmpty(text: string, pair: TextPair, written: string): Splice {
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
