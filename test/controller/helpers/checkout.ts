// A second checkout of an environment, with files of its own, that shares its store.
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createWorld } from './context';
import type { World } from './context';

/** A second checkout, as the first is now, on the same store. */
export function cloneOf({ root }: Pick<World, 'root'>): World {
  const world = createWorld();
  for (const folder of ['environments', 'code'])
    cpSync(join(root, folder), join(world.root, folder), { recursive: true });
  mkdirSync(join(world.root, '.teal'));
  for (const folder of ['journal', 'locks', 'rollouts', 'versions']) {
    mkdirSync(join(root, '.teal', folder), { recursive: true });
    symlinkSync(join(root, '.teal', folder), join(world.root, '.teal', folder));
  }
  return world;
}
