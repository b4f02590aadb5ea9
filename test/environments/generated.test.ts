import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generatedFiles } from '../../environments/generated';
import { jsonSchema } from '../../environments/json-schema';
import type { SchemaNode } from '../../environments/json-schema';
import { findEnvironments, loadEnvironment } from '../../environments';

const root = join(__dirname, '..', '..');

describe('generated files', () => {
  it.each(Object.entries(generatedFiles()))('%s matches the schema (else: npm run generate)', (name, content) => {
    expect(readFileSync(join(root, name), 'utf8')).toBe(content);
  });

  it('describe every field of the reference page', () => {
    const rows = (generatedFiles()['docs/environment-file.md'] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => /\| *\|$/.test(row))).toEqual([]);
  });
});

describe('the page of the environment file', () => {
  const rows = (generatedFiles()['docs/environment-file.md'] ?? '').split('\n');
  const fields = [...listFields(jsonSchema(), '')];

  it('has every field of the schema with its description', () => {
    expect(fields.length).toBeGreaterThan(150);
    const missing = fields.filter(
      ({ name, description }) =>
        !rows.some((row) => row.startsWith(`| \`${name}\` |`) && row.endsWith(`| ${description} |`)),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['rollout.metrics', 'false_rollback_percent'],
    ['rollout.metrics.custom.NAME', 'bad'],
    ['rollout.metrics.source', 'command'],
    ['rollout.strategy', 'hold_back'],
    ['rollout.strategy.canary', 'wait'],
    ['rollout.strategy.steps[]', 'approval'],
    ['rollout.hooks.before_stage[]', 'lambda'],
    ['rollout.freeze[].weekly', 'days'],
    ['rollout.notify[]', 'event_bus'],
    ['canary_header', 'value'],
    ['load_balancer.existing', 'listener_arn'],
  ])('has a section for %s with %s', (block, field) => {
    const at = rows.findIndex((row) => row.startsWith('## ') && row.includes(`\`${block}\``));
    const section = rows.slice(
      at + 1,
      rows.findIndex((row, i) => i > at && row.startsWith('## ')),
    );
    expect(at).toBeGreaterThan(0);
    expect(section.filter((row) => row.startsWith(`| \`${field}\` |`))).toHaveLength(1);
  });
});

/** Every field of a schema, at any depth, whatever it is part of. */
function* listFields(node: SchemaNode, path: string): Generator<{ path: string; name: string; description: string }> {
  for (const [name, field] of Object.entries(node.properties ?? {})) {
    yield { path: `${path}.${name}`, name, description: (field.description ?? '').replaceAll('|', '\\|') };
    yield* listFields(field, `${path}.${name}`);
  }
  for (const one of [...(node.anyOf ?? []), ...(node.items ? [node.items] : [])]) yield* listFields(one, path);
  if (typeof node.additionalProperties === 'object') yield* listFields(node.additionalProperties, path);
}

describe('the environments that come with the repository', () => {
  it.each(findEnvironments(root).map(({ name, file }) => [name, file]))('%s has no problem', (_name, file) => {
    expect(loadEnvironment(file).warnings).toEqual([]);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=./environment.schema.json');
  });
});
