// The blocks of the environment file that the reference page describes, found in its schema. Pure.
import type { SchemaNode } from './json-schema';

/** A block of fields: `title` is where it stands in the file; fields of several alternatives are listed together. */
export interface Block {
  readonly title: string;
  readonly description: string | undefined;
  readonly fields: readonly Field[];
}

/** A field. `needed`: in every alternative of its block, in the one that it names, or not at all. */
export interface Field {
  readonly name: string;
  readonly node: SchemaNode;
  readonly needed: 'always' | 'alternative' | 'no';
}

/** The fields of a block, each once, in the order of the schema. */
export function fieldsOf(node: SchemaNode): readonly Field[] {
  const alternatives = alternativesOf(node);
  const all = alternatives.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([name, field]): Field => {
      const inEvery = alternatives.length === 1 ? 'always' : 'alternative';
      return { name, node: field, needed: required.includes(name) ? inEvery : 'no' };
    }),
  );
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
}

/** The blocks below some fields, each before those within it. Fields whose blocks are alike share one. */
export function blocksBelow(fields: readonly Field[], prefix = ''): readonly Block[] {
  const found = fields.flatMap(({ name, node }) => {
    const inner = innerOf(node);
    return inner ? [{ ...inner, path: `${prefix}${name}${inner.suffix}`, description: node.description }] : [];
  });
  const shapes = found.map(({ block }) => JSON.stringify(fieldsOf(block)));
  return found.flatMap(({ block, path, suffix, description }, i) => {
    if (shapes.indexOf(shapes[i] ?? '') < i) return [];
    const alike = found.filter((_one, j) => shapes[j] === shapes[i]);
    const title = alike.map((one) => `\`${one.path}\``).join(', ');
    // What a field says of itself does not hold for those that are like it.
    const common = suffix === '' ? undefined : block.description;
    const text = alike.length > 1 ? common : (description ?? block.description);
    return [{ title, description: text, fields: fieldsOf(block) }, ...blocksBelow(fieldsOf(block), `${path}.`)];
  });
}

/** The block that a field holds: itself, each item of a list, or each value of names that the user chooses. */
function innerOf(node: SchemaNode): { readonly block: SchemaNode; readonly suffix: string } | undefined {
  const options = alternativesOf(node).flatMap(({ items, additionalProperties }) => [
    ...(items ? [{ block: items, suffix: '[]' }] : []),
    ...(typeof additionalProperties === 'object' ? [{ block: additionalProperties, suffix: '.NAME' }] : []),
  ]);
  return [{ block: node, suffix: '' }, ...options].find(({ block }) => fieldsOf(block).length > 0);
}

const alternativesOf = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? [node];
