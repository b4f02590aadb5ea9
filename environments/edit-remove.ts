// Removes a key with its value from a block, and leaves every comment and blank line around it. Pure.
import type { Node } from 'yaml';
import { endOfPair } from './edit-insert';
import { endOfLine, endsWithBreak, startOfLine } from './edit-lines';
import type { NoSplice, Splice, TextMap, TextPair } from './splice';

/** The splice that removes a pair. `owner` is the pair whose value the block is; undefined for the file itself and in a list. */
export function removePair(text: string, map: TextMap, pair: TextPair, owner: TextPair | undefined): Splice | NoSplice {
  const start = pair.key.range?.[0] ?? 0;
  const end = start + text.slice(start, endOfPair(pair)).trimEnd().length;
  const at = map.items.indexOf(pair);
  const around = { before: map.items[at - 1], after: map.items[at + 1] };
  if (map.flow) return removeFromFlow(text, map, { start, end, ...around });
  const found = { start, end, ...around };
  return map.items.length === 1 ? emptyBlock(text, found, owner) : removeFromBlock(text, found);
}

/** A pair in the text, and its neighbours. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly before: TextPair | undefined;
  readonly after: TextPair | undefined;
}

const SHARED: NoSplice = { reason: 'it shares its lines with something else' };

function removeFromBlock(text: string, { start, end, after }: Found): Splice | NoSplice {
  const line = startOfLine(text, start);
  if (isBlank(text.slice(line, start))) return removeLines(text, line, endOfLine(text, end));
  // The first key of a block that begins behind a hyphen: the next one takes its place.
  const next = startOf(after?.key);
  return next !== undefined && isBlank(text.slice(end, next)) ? { start, end: next, text: '' } : SHARED;
}

/** A block in block style cannot be empty: braces go after the key's colon, and the lines of its only pair are removed. */
function emptyBlock(text: string, { start, end }: Found, owner: TextPair | undefined): Splice | NoSplice {
  const line = startOfLine(text, start);
  if (!isBlank(text.slice(line, start))) return { start, end, text: '{}' };
  if (!owner?.key.range) return { reason: 'nothing would be left' };
  const colon = text.indexOf(':', owner.key.range[1]) + 1;
  const lines = removeLines(text, line, endOfLine(text, end));
  return { start: colon, end: lines.end, text: ` {}${text.slice(colon, lines.start)}` };
}

/** Removes whole lines; the last line of a text without a line break at its end takes the one before it along. */
function removeLines(text: string, start: number, end: number): Splice {
  const ending = endsWithBreak(text.slice(start, end)) ? '' : (/\r?\n$/.exec(text.slice(0, start))?.[0] ?? '');
  return { start: start - ending.length, end, text: '' };
}

function removeFromFlow(text: string, map: TextMap, found: Found): Splice | NoSplice {
  const { start, end, before, after } = found;
  if (!before && !after) {
    const [open, close] = map.range ?? [start, end];
    return isBlank(text.slice(open + 1, start)) && /^[\s,]*}$/.test(text.slice(end, close))
      ? { start: open, end: close, text: '{}' }
      : SHARED;
  }
  const onLines = removeFlowLines(text, found);
  if (onLines) return onLines;
  const next = startOf(after?.key);
  const [from, to] = next === undefined ? [before ? endOfPair(before) : start, end] : [start, next];
  const separator = next === undefined ? text.slice(from, start) : text.slice(end, next);
  return /^\s*,\s*$/.test(separator) ? { start: from, end: to, text: '' } : SHARED;
}

/** The splice for a pair that has its lines to itself; undefined when it has not. */
function removeFlowLines(text: string, { start, end, before, after }: Found): Splice | undefined {
  const line = startOfLine(text, start);
  const behind = /^[ \t]*(,?)[ \t]*(?:#.*)?\r?\n/.exec(text.slice(end));
  if (!behind || !isBlank(text.slice(line, start))) return undefined;
  const stop = end + behind[0].length;
  if (behind[1] !== '') return { start: line, end: stop, text: '' };
  if (after || !before) return undefined;
  // The last pair: the comma before it goes too.
  const comma = endOfPair(before);
  return { start: comma, end: stop, text: text.slice(comma, line).replace(/^(\s*),/, '$1') };
}

const startOf = (node: Node | undefined): number | undefined => node?.range?.[0];

const isBlank = (text: string): boolean => text.trim() === '';
