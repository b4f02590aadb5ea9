import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRoot } from '../../../controller/workspace/find-root';

describe('the root of a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'teal-root-'));
  mkdirSync(join(folder, 'repository', 'code'), { recursive: true });
  writeFileSync(join(folder, 'repository', 'cdktf.json'), '{}');

  it('is the nearest folder upwards with cdktf.json', () => {
    expect(findRoot(join(folder, 'repository', 'code'))).toBe(join(folder, 'repository'));
  });

  it('is the working directory without one, never the checkout of ctl', () => {
    expect(findRoot(folder)).toBe(folder);
  });
});
