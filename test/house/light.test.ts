// What a rollback loads before it moves traffic: nothing that takes longer to load than the traffic takes to move.
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';

const HEAVY = ['zod', 'yaml', 'cdktf', '@aws-sdk/client-elastic-load-balancing-v2', '@aws-sdk/client-s3'];

/** The packages that a module loads with itself, through import but not through import(), each with the chain of files to it. */
function loadedWith(entry: string): Record<string, string[]> {
  const { metafile } = buildSync({
    absWorkingDir: join(__dirname, '../..'),
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    metafile: true,
    write: false,
    external: HEAVY,
    logLevel: 'error',
  });
  const found: Record<string, string[]> = {};
  const queue: string[][] = [[entry]];
  const seen = new Set<string>();
  for (const chain of queue) {
    for (const { path, kind } of metafile.inputs[chain.at(-1) ?? '']?.imports ?? []) {
      if (kind === 'dynamic-import' || seen.has(path)) continue;
      seen.add(path);
      if (HEAVY.includes(path)) found[path] = [...chain, path];
      else queue.push([...chain, path]);
    }
  }
  return found;
}

it('a rollback loads no schema, no YAML and no SDK with itself', () => {
  expect(loadedWith('controller/rollback/index.ts')).toEqual({});
});

it('a shift does, so that this test can fail', () => {
  expect(Object.keys(loadedWith('controller/change/traffic.ts'))).toContain('zod');
});
