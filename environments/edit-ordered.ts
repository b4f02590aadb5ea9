// Edits of an environment file that put a missing key where the schema has it.
import { editText } from './edit';
import type { Edit } from './edit';
import { jsonSchema, keysOf, schemaAt } from './json-schema';

/**
 * The text with the edits made, in their order; nothing but the edited values changes. `file` is only used in errors.
 * @throws {EnvironmentError} when the text is not YAML, or when it is written so that an edit would change anything else.
 */
export const editEnvironment = (text: string, edits: readonly Edit[], file?: string): string =>
  editText(text, edits, (block) => keysOf(schemaAt(jsonSchema(), block) ?? {}), file);
