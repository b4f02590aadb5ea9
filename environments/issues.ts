// Turns the schema's issues into findings with the value got and what to write instead. Pure.
import type * as z from 'zod';
import { error, fieldName } from './finding';
import type { Finding, Path } from './finding';
import { jsonSchema, keysOf, describeField, schemaAt } from './json-schema';
import type { SchemaNode } from './json-schema';
import { findNearest } from './nearest';
import { isBlock, valueAt } from './raw';

type Issue = z.core.$ZodIssue;

/** Turns issues into findings. `textOf` gives a plain scalar as it is written, so that 007 is not shown as 7. */
export function describeIssues(
  issues: readonly Issue[],
  raw: unknown,
  textOf: (path: Path) => string | undefined,
): Finding[] {
  const schema = jsonSchema();
  return issues.flatMap((issue) => describeIssue({ schema, raw, textOf }, issue, []));
}

interface Reader {
  readonly schema: SchemaNode;
  readonly raw: unknown;
  readonly textOf: (path: Path) => string | undefined;
}

function describeIssue(reader: Reader, issue: Issue, above: Path): Finding[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => describeUnknownKey(reader.schema, path, key));
    case 'invalid_union':
      return describeUnion(reader, issue, path);
    case 'invalid_key':
      return issue.issues.map((inner) => describeBadKey(path, inner));
    case 'custom':
      return [error([path], issue.message, hintOf(issue))];
    case 'invalid_format':
      return [
        describeWrongValue(
          reader,
          path,
          issue.format === 'regex' && !/pattern/.test(issue.message) ? issue.message : undefined,
        ),
      ];
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return [describeWrongValue(reader, path)];
  }
}

const hintOf = (issue: Issue & { code: 'custom' }): string => {
  const hint: unknown = issue.params?.['hint'];
  return typeof hint === 'string' ? hint : 'Write another value';
};

function describeUnknownKey(schema: SchemaNode, path: Path, key: string): Finding {
  const known = keysOf(schemaAt(schema, path) ?? {});
  if (known.includes(key)) {
    return error([path], `${known.join(' and ')} exclude each other`, `Keep one of ${known.join(' and ')}`);
  }
  const near = findNearest(key, known);
  const block = path.length > 0 ? fieldName(path) : 'the file';
  return {
    ...error(
      [[...path, key]],
      `${JSON.stringify(key)} is not a field of ${block}`,
      near ? `Did you mean ${near}?` : `Fields here: ${known.join(', ')}`,
    ),
    atKey: true,
  };
}

function describeBadKey(path: Path, issue: Issue): Finding {
  const name = JSON.stringify(path.at(-1));
  const finding =
    issue.code === 'custom'
      ? error([path], issue.message, hintOf(issue))
      : error([path], `${name} cannot be a name here`, `Write ${issue.message}`);
  return { ...finding, atKey: true };
}

/** The issues of the one option that the value is meant for, identified by its first key. */
function describeUnion(reader: Reader, issue: Issue & { code: 'invalid_union' }, path: Path): Finding[] {
  const value = valueAt(reader.raw, path);
  const node = schemaAt(reader.schema, path);
  const options = (node?.anyOf ?? []).map((option) => option.required?.[0] ?? '');
  if (!isBlock(value) || !node) return [describeWrongValue(reader, path)];
  const chosen = options.filter((key) => key in value);
  const [only] = chosen;
  if (chosen.length > 1) {
    return [error([path], `${chosen.join(' and ')} exclude each other`, `Keep one of ${chosen.join(' and ')}`)];
  }
  const others = Object.keys(value).filter((key) => !options.includes(key));
  if (only === undefined) {
    if (others.length > 0) return others.map((key) => describeUnknownKey(reader.schema, path, key));
    return [error([path], `${fieldName(path)} is empty`, `Write ${options.join(' or ')} in it`)];
  }
  return (issue.errors[options.indexOf(only)] ?? []).flatMap((inner) => describeIssue(reader, inner, path));
}

function describeWrongValue({ schema, raw, textOf }: Reader, path: Path, format?: string): Finding {
  const node = schemaAt(schema, path) ?? {};
  const wanted = format ?? describeField(node);
  const purpose = node.description ? ` ${node.description}` : '';
  const value = valueAt(raw, path);
  const name = String(path.at(-1) ?? 'the file');
  if (value === undefined) return error([path], `${name} is missing`, `Write ${name}: ${wanted}.${purpose}`);
  return error(
    [path],
    `${formatValue(value, textOf(path))} is not ${wanted}`,
    `Write ${wanted}${suggestQuotes(value, node, textOf(path))}.${purpose}`,
  );
}

/** Missing or extra quotes are the most common mistake. */
function suggestQuotes(value: unknown, node: SchemaNode, text = String(value)): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (scalar && node.type === 'string' && !node.examples) return `, in quotes: ${JSON.stringify(text)}`;
  const number = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  if (number && (node.type === 'integer' || node.type === 'number')) return ', without quotes';
  if (typeof value === 'string' && node.type === 'array') return `: [${value}]`;
  return '';
}

function formatValue(value: unknown, text: string | undefined): string {
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (isBlock(value)) return 'a block';
  const shown = typeof value === 'string' ? JSON.stringify(value) : (text ?? JSON.stringify(value));
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
}
