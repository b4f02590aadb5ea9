// Changes the items of a list. Items that stay keep their text and, in block style, their comments. Pure.
import { isScalar } from 'yaml';
import type { Node, YAMLSeq } from 'yaml';
import { formatFlowList, detectQuotes, formatScalar } from './edit-tokens';
import { endOfLine, endsWithBreak, detectEol, startOfLine } from './edit-lines';
import type { NoSplice, Splice } from './splice';

type TextList = YAMLSeq<Node>;

/** The splice that gives a list other items. */
export const spliceList = (text: string, list: TextList, values: readonly string[]): Splice | NoSplice =>
  list.flow ? spliceFlow(text, list, values) : spliceBlock(text, list, values);

function spliceFlow(text: string, list: TextList, values: readonly string[]): Splice | NoSplice {
  const [start, end] = list.range ?? [0, 0];
  const old = text.slice(start, end);
  if (old.includes('\n') && /(^|\s)#/m.test(old)) {
    return { reason: 'the list has comments between its brackets; write one item per line, each after a hyphen' };
  }
  const items = reuseItems(text, list, values).map(
    ({ item, value }) => item?.text ?? formatScalar(value, quotesOfFirst(text, list)),
  );
  return { start, end, text: formatFlowList(items, /^\[[ ]/.test(old) ? ' ' : '') };
}

function spliceBlock(text: string, list: TextList, values: readonly string[]): Splice | NoSplice {
  const lines = itemLines(text, list);
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return { reason: 'the items of the list are not all on separate lines' };
  const eol = detectEol(text);
  const dash = /^\s*-\s+/.exec(first.text)?.[0] ?? '- ';
  const wanted = reuseItems(text, list, values).map(({ item, value }) =>
    item ? (lines[item.index]?.text ?? '') : `${dash}${formatScalar(value, quotesOfFirst(text, list))}`,
  );
  const tail = endsWithBreak(text.slice(first.start, last.end)) ? eol : '';
  if (values.length > 0) return { start: first.start, end: last.end, text: wanted.join(eol) + tail };
  return emptyBlock(text, first.start, last.end, tail);
}

/** A list in block style cannot be empty: brackets go after the key's colon, and the items' lines are removed. */
function emptyBlock(text: string, start: number, end: number, tail: string): Splice | NoSplice {
  const before = text.slice(0, start);
  const colon = /:(?=[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*$)/.exec(before);
  if (!colon) return { reason: 'the key of the list is not directly above it' };
  const between = before.slice(colon.index + 1);
  return { start: colon.index + 1, end, text: ` []${tail === '' ? between.replace(/\r?\n$/, '') : between}` };
}

interface Lines {
  readonly start: number;
  readonly end: number;
  /** Without the line break at the end, with the comments above the item. */
  readonly text: string;
}

function itemLines(text: string, list: TextList): Lines[] {
  const lines: Lines[] = [];
  for (const item of list.items) {
    const [from, to] = item.range ?? [0, 0];
    const start = lines.at(-1)?.end ?? startOfLine(text, from);
    const end = endOfLine(text, to);
    if (!isScalar(item) || start > from || !/^\s*-\s/.test(text.slice(startOfLine(text, from), from))) return [];
    lines.push({ start, end, text: text.slice(start, end).replace(/\r?\n$/, '') });
  }
  return lines;
}

interface Reused {
  readonly value: string;
  readonly item: { readonly index: number; readonly text: string } | undefined;
}

/** For each wanted value the old item that has it, as long as their order stays the same. */
function reuseItems(text: string, list: TextList, values: readonly string[]): Reused[] {
  let next = 0;
  return values.map((value) => {
    const index = list.items.findIndex((item, at) => at >= next && isScalar(item) && item.value === value);
    const found = list.items[index];
    if (!found?.range) return { value, item: undefined };
    next = index + 1;
    return { value, item: { index, text: text.slice(found.range[0], found.range[1]) } };
  });
}

const quotesOfFirst = (text: string, list: TextList) => {
  const at = list.items[0]?.range?.[0];
  return at === undefined ? 'plain' : detectQuotes(text.slice(at, at + 1));
};
