// Edits an environment file, and puts a missing key where the schema lists it.
import { editText } from './edit';
import type { Edit } from './edit';
import { jsonSchema, keysOf, schemaAt } from './json-schema';

/**
 * The text with the edits made, in their order; only the edited values change. `file` is only used in errors.
 * @throws {EnvironmentError} when the text is not YAML, or when an edit would change anything else.
 */
export const editEnvironment = (text: string, edits: readonly Edit[], file?: string): string =>
  editText(text, edits, (block) => keysOf(schemaAt(jsonSchema(), block) ?? {}), file);
