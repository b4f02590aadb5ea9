// The files that are generated from the schema, by their paths in the repository.
import { editorSchema } from './json-schema';
import { referencePage } from './reference';

/** Paths and contents of every generated file. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  'environments/environment.schema.json': `${JSON.stringify(editorSchema(), null, 2)}\n`,
  'docs/environment-file.md': referencePage(),
});
