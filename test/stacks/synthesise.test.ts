import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { synthesise } from '../../stacks';
import { environment, service, temporaryFolder } from './environment';

const prod = environment([service('shop'), service('search', { priority: 300 })]);

function write(only?: string[]): { outdir: string; stacks: ReturnType<typeof synthesise> } {
  const root = temporaryFolder();
  const outdir = path.join(root, 'cdktf.out');
  return { outdir, stacks: synthesise([prod], { root, outdir, only }) };
}

function filesIn(outdir: string): Record<string, string> {
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort();
  const read = (file: string): string => fs.readFileSync(path.join(outdir, file), 'utf8');
  return Object.fromEntries(
    files.filter((file) => fs.statSync(path.join(outdir, file)).isFile()).map((file) => [file, read(file)]),
  );
}

describe('synthesis', () => {
  it('lists the foundation first, then a stack for each service', () => {
    const { outdir, stacks } = write();
    expect(stacks).toEqual([
      { name: 'prod', dir: path.join(outdir, 'stacks/prod'), environment: 'prod', service: undefined },
      { name: 'prod-shop', dir: path.join(outdir, 'stacks/prod-shop'), environment: 'prod', service: 'shop' },
      { name: 'prod-search', dir: path.join(outdir, 'stacks/prod-search'), environment: 'prod', service: 'search' },
    ]);
  });

  it('writes the layout of `cdktf synth`', () => {
    const { outdir } = write();
    expect(Object.keys(filesIn(outdir))).toEqual([
      'manifest.json',
      'stacks/prod-search/cdk.tf.json',
      'stacks/prod-shop/cdk.tf.json',
      'stacks/prod/cdk.tf.json',
    ]);
    const manifest = JSON.parse(filesIn(outdir)['manifest.json'] ?? '') as unknown;
    expect(manifest).toMatchObject({ stacks: { 'prod-shop': { dependencies: ['prod'] } } });
  });

  it('gives the same bytes for the same input, wherever it writes', () => {
    expect(filesIn(write().outdir)).toEqual(filesIn(write().outdir));
  });

  it('writes only the services asked for, and the foundation, exactly as with all of them', () => {
    const some = write(['shop']);
    expect(some.stacks.map(({ name }) => name)).toEqual(['prod', 'prod-shop']);
    const all = filesIn(write().outdir);
    for (const file of ['stacks/prod/cdk.tf.json', 'stacks/prod-shop/cdk.tf.json']) {
      expect(filesIn(some.outdir)[file]).toBe(all[file]);
    }
  });

  it('writes several environments side by side', () => {
    const root = temporaryFolder();
    const test = { ...environment([service('shop', {}, 'test')]), name: 'test' };
    const stacks = synthesise([prod, test], { root, outdir: path.join(root, 'cdktf.out') });
    expect(stacks.map(({ name }) => name)).toEqual(['prod', 'prod-shop', 'prod-search', 'test', 'test-shop']);
  });
});
