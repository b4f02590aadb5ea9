// A YAML text with its values and the places of its fields.
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import { messageOf } from './error-message';
import type { Path } from './finding';
import { EnvironmentError } from './problems';
import type { Problem } from './problems';
import { hasAnchors, lostKeys } from './yaml-nodes';

/** Line and column, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A parsed file. `raw` is its value, aliases and merge keys resolved. */
export interface Source {
  readonly raw: unknown;
  readonly document: Document;
  readonly warnings: readonly Problem[];
  /** Where a field is: its value, its key, or the nearest enclosing field when it is missing. */
  readonly placeOf: (path: Path, atKey?: boolean) => Place;
  /** A plain scalar as it is written; undefined for everything else. */
  readonly textOf: (path: Path) => string | undefined;
  /** First and last offset of a plain scalar; undefined for everything else, and in a text with anchors, whose values are shared. */
  readonly plainRange: (path: Path) => readonly [start: number, end: number] | undefined;
}

/**
 * Parses a text.
 * @throws {EnvironmentError} with every error of the YAML, or when the file is empty.
 */
export function parseSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problem = (severity: Problem['severity'], offset: number, message: string, hint: string): Problem => ({
    file,
    ...place(offset),
    field: '',
    message,
    hint,
    severity,
  });
  const conflict = /^<{7} .*$/m.exec(text);
  const faults = conflict
    ? [problem('error', conflict.index, ...describeConflict(conflict[0]))]
    : [
        ...document.errors.map((fault) =>
          problem('error', fault.pos[0], ...describeYamlError(fault.code, fault.message)),
        ),
        ...lostKeys(document).map((offset) =>
          problem('error', offset, 'no field and no service can be named __proto__', 'Write another name'),
        ),
      ];
  if (faults.length > 0) throw new EnvironmentError(faults);
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const hint = 'Start with region, load_balancer and services; docs/environment-file.md names every field';
    throw new EnvironmentError([problem('error', 0, 'the file is empty', hint)]);
  }
  return {
    document,
    raw: valueOf(
      document,
      (message) => new EnvironmentError([problem('error', 0, message, 'Set every &anchor before its *alias')]),
    ),
    warnings: document.warnings.map((one) => problem('warning', one.pos[0], one.message, 'Remove the tag')),
    placeOf: (path, atKey = false) => place(findOffset(document, path, atKey)),
    textOf: (path) => findPlain(document, path)?.source,
    plainRange: hasAnchors(document)
      ? () => undefined
      : (path) => {
          const [start, end] = findPlain(document, path)?.range ?? [];
          return start === undefined || end === undefined ? undefined : [start, end];
        },
  };
}

function valueOf(document: Document, fail: (message: string) => Error): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw fail(messageOf(error));
  }
}

const describeConflict = (line: string): [message: string, hint: string] => [
  `a merge conflict begins here: ${line}`,
  'Keep one of the two sides, or both by hand, and remove the lines of <<<<<<<, ======= and >>>>>>>',
];

function describeYamlError(code: string, message: string): [message: string, hint: string] {
  switch (code) {
    case 'DUPLICATE_KEY':
      return ['this key is written twice', 'Keep one of the two'];
    case 'TAB_AS_INDENT':
      return ['a tab is used as indentation', 'Indent with spaces'];
    case 'MULTIPLE_DOCS':
      return ['there is more than one document in the file', 'Keep one environment in one file, without ---'];
    default:
      return [
        `this is not valid YAML: ${message}`,
        'Check indentation, colons, quotes and brackets here and on the lines above',
      ];
  }
}

function findOffset(document: Document, path: Path, atKey: boolean): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, key] of path.entries()) {
    const found: Step | undefined = findChild(document, node, key);
    if (!found) return offset;
    const last = depth === path.length - 1;
    const value: number | undefined = isWritten(found.value) ? found.value?.range?.[0] : undefined;
    offset = (last && !atKey ? value : undefined) ?? found.keyOffset ?? value ?? offset;
    node = found.value;
  }
  return offset;
}

interface Step {
  readonly keyOffset: number | undefined;
  readonly value: Node | null;
}

function findChild(document: Document, from: Node | null | undefined, key: string | number): Step | undefined {
  const node = isAlias(from) ? from.resolve(document) : from;
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair && { keyOffset: pair.key.range?.[0], value: pair.value };
  }
  if (isSeq<Node>(node) && typeof key === 'number') {
    const item = node.items[key];
    return item && { keyOffset: item.range?.[0], value: item };
  }
  return undefined;
}

const isWritten = (node: Node | null): boolean => !isScalar(node) || node.source !== '';

function findPlain(document: Document, path: Path): Scalar | undefined {
  let node: Node | null | undefined = document.contents;
  for (const key of path) node = findChild(document, node, key)?.value;
  return isScalar(node) && node.type === 'PLAIN' ? node : undefined;
}
