// The JSON schema of environment files: for editors, for the reference page, and for messages about a field.
import * as z from 'zod';
import type { Path } from './finding';
import { environmentSchema } from './schema';

const SCHEMA = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    minItems: z.number().optional(),
    examples: z.array(z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    items: NODE.optional(),
    anyOf: z.array(NODE).optional(),
    properties: z.record(z.string(), NODE).optional(),
    additionalProperties: z.union([z.boolean(), NODE]).optional(),
  }),
);

/** The part of JSON schema that describes environment files. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
}

const NODE: z.ZodType<SchemaNode> = z.lazy(() => SCHEMA);

/** The schema for editors: JSON schema's draft 7, of the file as it is written. */
export const editorSchema = (): unknown => ({
  title: 'Environment file of Teal',
  ...z.toJSONSchema(environmentSchema, { target: 'draft-7', io: 'input' }),
});

/** The same, typed. */
export const jsonSchema = (): SchemaNode => NODE.parse(editorSchema());

/** The part that describes a field; undefined where the file has no such field. */
export function schemaAt(root: SchemaNode, path: Path): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, key) => node && child(node, key), root);
}

function child(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === 'number') return node.items;
  const own = node.properties?.[key];
  if (own) return own;
  if (typeof node.additionalProperties === 'object') return node.additionalProperties;
  return node.anyOf?.map((option) => child(option, key)).find((found) => found !== undefined);
}

/** The keys that a block may hold. */
export const keysOf = (node: SchemaNode): string[] => [
  ...Object.keys(node.properties ?? {}),
  ...(node.anyOf ?? []).flatMap(keysOf),
];

/** Describes the values of a field, such as `a whole number from 0 to 100`. */
export function describeField(node: SchemaNode): string {
  if (node.enum) return oneOf(node.enum);
  if (node.anyOf) return `a block with ${node.anyOf.flatMap((option) => option.required ?? []).join(' or ')}`;
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node)}`;
    case 'number':
      return `a number${range(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list of ${node.items?.type === 'string' ? 'strings' : 'blocks'}${node.minItems ? ` with at least one` : ''}`;
    case 'object':
      return node.properties ? 'a block of settings' : 'a block of names and values';
    case 'string':
    case undefined:
    default:
      if (node.examples) return `a string such as ${node.examples.join(' or ')}`;
      return node.format === 'uri' ? 'a URL' : 'a string';
  }
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map(String);
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}` : (texts[0] ?? '');
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  if (exclusiveMinimum !== undefined) {
    return ` above ${exclusiveMinimum}${maximum === undefined ? '' : ` and ${maximum} or less`}`;
  }
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
    return ` from ${minimum} to ${maximum}`;
  }
  return minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` of ${minimum} or more` : '';
}
