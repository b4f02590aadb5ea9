// Edits values of an environment file and nothing else: no comment, no quote, no blank line. Does not import the schema, which
// takes longer to load than a rollback takes to move traffic.
import { isDeepStrictEqual } from 'node:util';
import { findSplice } from './edit-splice';
import { isList } from './edit-tokens';
import type { EditValue } from './edit-tokens';
import { fieldName } from './finding';
import type { Path } from './finding';
import { EnvironmentError } from './problems';
import { parseSource } from './source';
import type { Splice } from './splice';

/** One field that gets a value, or is removed. */
export type Edit = SetField | RemoveField;

/** A field and the value it gets. A field that is missing is added, with the blocks around it. */
interface SetField {
  readonly path: (string | number)[];
  readonly value: string | number | boolean | string[];
}

/** A field that is removed with its lines and nothing around it. A block without another field becomes `{}`. */
interface RemoveField {
  readonly path: (string | number)[];
  readonly remove: true;
}

/** The value that an edit gives its field; undefined when it removes it. */
const valueOf = (edit: Edit): EditValue | undefined => ('remove' in edit ? undefined : edit.value);

/** The keys that a block may have, in their usual order, which decides where a missing one goes. */
export type Order = (block: Path) => readonly string[];

/**
 * The text with the edits made, in their order. `file` is only used in errors.
 * @throws {EnvironmentError} when the text is not YAML, or when an edit would change anything else.
 */
export const editText = (text: string, edits: readonly Edit[], order: Order, file = 'the environment file'): string =>
  editAtOnce(text, edits, order, file) ??
  edits.reduce((edited, edit) => editOne(edited, edit.path, valueOf(edit), { order, file }), text);

/** Makes all edits at once; undefined when two of them overlap or are about one field, or one cannot be made. */
function editAtOnce(text: string, edits: readonly Edit[], order: Order, file: string): string | undefined {
  if (new Set(edits.map(({ path }) => JSON.stringify(path))).size < edits.length) return undefined;
  const { raw, document } = parseSource(text, file);
  const real = edits.filter((edit) => !isDeepStrictEqual(raw, setValue(raw, edit.path, valueOf(edit))));
  const splices: Splice[] = [];
  for (const edit of real) {
    const splice = findSplice(text, document, edit.path, valueOf(edit), order);
    if ('reason' in splice) return undefined;
    splices.push(splice);
  }
  splices.sort((a, b) => a.start - b.start);
  if (splices.some((splice, i) => i > 0 && splice.start <= (splices[i - 1]?.end ?? 0))) return undefined;
  const edited = splices.reduceRight(
    (done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end),
    text,
  );
  const wanted = real.reduce((value, edit) => setValue(value, edit.path, valueOf(edit)), raw);
  return isDeepStrictEqual(parseRaw(edited, file), wanted) ? edited : undefined;
}

interface EditContext {
  readonly order: Order;
  readonly file: string;
}

function editOne(text: string, path: Path, value: EditValue | undefined, { order, file }: EditContext): string {
  const source = parseSource(text, file);
  const wanted = setValue(source.raw, path, value);
  if (isDeepStrictEqual(source.raw, wanted)) return text;
  const refuse = (reason: string): EnvironmentError =>
    new EnvironmentError([
      {
        file,
        ...source.placeOf(path),
        field: fieldName(path),
        ...describeRefusal(fieldName(path), value, reason),
        severity: 'error',
      },
    ]);
  const splice = findSplice(text, source.document, path, value, order);
  if ('reason' in splice) throw refuse(splice.reason);
  const edited = text.slice(0, splice.start) + splice.text + text.slice(splice.end);
  if (!isDeepStrictEqual(parseRaw(edited, file), wanted)) {
    throw refuse('its value is shared through an &anchor, or written in a way that cannot be edited in place');
  }
  return edited;
}

function describeRefusal(field: string, value: EditValue | undefined, reason: string) {
  const written = JSON.stringify(value);
  const what = value === undefined ? 'removed' : `set to ${written}`;
  return {
    message: `cannot be ${what} without changing anything else: ${reason}`,
    hint: `Edit the file by hand: ${value === undefined ? `remove ${field}` : `${field}: ${written}`}`,
  };
}

function parseRaw(text: string, file: string): unknown {
  try {
    return parseSource(text, file).raw;
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined;
    throw error;
  }
}

/** The parsed file as it must be after the edit. */
function setValue(raw: unknown, [key, ...rest]: Path, value: EditValue | undefined): unknown {
  if (key === undefined) return isList(value) ? [...value] : value;
  if (Array.isArray(raw) && typeof key === 'number') {
    return raw.map((item: unknown, index) => (index === key ? setValue(item, rest, value) : item));
  }
  const block = typeof raw === 'object' && raw !== null ? raw : {};
  const entries = Object.entries(block);
  const now: unknown = entries.find(([name]) => name === String(key))?.[1];
  if (value !== undefined) return { ...block, [key]: setValue(now, rest, value) };
  if (now === undefined) return raw;
  if (rest.length > 0) return { ...block, [key]: setValue(now, rest, value) };
  return Object.fromEntries(entries.filter(([name]) => name !== String(key)));
}
