// Edits of an environment file that change some values and nothing else: no comment, no quote, no blank line.
import { isDeepStrictEqual } from 'node:util';
import { LineCounter, parseDocument } from 'yaml';
import { spliceFor } from './edit-splice';
import { isList } from './edit-tokens';
import type { EditValue } from './edit-tokens';
import { fieldName } from './finding';
import type { Path } from './finding';
import { jsonSchema, keysOf, schemaAt } from './json-schema';
import { EnvironmentError } from './problems';
import { parseSource } from './source';

/** One field and the value it gets. A field that is missing is added, with the blocks around it. */
export interface Edit {
  readonly path: (string | number)[];
  readonly value: string | number | boolean | string[];
}

/**
 * The text with the edits made, in their order. `file` is only used in errors.
 * @throws {EnvironmentError} when the text is not YAML, or when it is written so that an edit would change anything else.
 */
export const editEnvironment = (text: string, edits: readonly Edit[], file = 'the environment file'): string =>
  edits.reduce((edited, { path, value }) => editOne(edited, path, value, file), text);

function editOne(text: string, path: Path, value: EditValue, file: string): string {
  const source = parseSource(text, file);
  const wanted = withValue(source.raw, path, value);
  if (isDeepStrictEqual(source.raw, wanted)) return text;
  const refuse = (reason: string): EnvironmentError =>
    new EnvironmentError([
      {
        file,
        ...source.placeOf(path),
        field: fieldName(path),
        message: `cannot be set to ${JSON.stringify(value)} without changing anything else: ${reason}`,
        hint: `Edit the file by hand: ${fieldName(path)}: ${JSON.stringify(value)}`,
        severity: 'error',
      },
    ]);
  const document = parseDocument(text, { lineCounter: new LineCounter(), merge: true, keepSourceTokens: false });
  const splice = spliceFor(text, document, path, value, usualOrder);
  if ('reason' in splice) throw refuse(splice.reason);
  const edited = text.slice(0, splice.start) + splice.text + text.slice(splice.end);
  if (!isDeepStrictEqual(rawOf(edited, file), wanted)) {
    throw refuse('its value is shared through an &anchor, or written in a way that cannot be edited in place');
  }
  return edited;
}

function rawOf(text: string, file: string): unknown {
  try {
    return parseSource(text, file).raw;
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined;
    throw error;
  }
}

/** What the file has to say after the edit. */
function withValue(raw: unknown, [key, ...rest]: Path, value: EditValue): unknown {
  if (key === undefined) return isList(value) ? [...value] : value;
  if (Array.isArray(raw) && typeof key === 'number') {
    return raw.map((item: unknown, index) => (index === key ? withValue(item, rest, value) : item));
  }
  const block = typeof raw === 'object' && raw !== null ? raw : {};
  return { ...block, [key]: withValue(Object.entries(block).find(([name]) => name === String(key))?.[1], rest, value) };
}

/** The order of a block's keys in the schema. */
const usualOrder = (block: Path): readonly string[] => keysOf(schemaAt(jsonSchema(), block) ?? {});
