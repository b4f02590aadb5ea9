// A world whose rollouts run commands of the user, and whose files are in a repository of git.
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { FILE, openWorld } from './worlds';
import type { MatrixWorld } from './worlds';
import type { Wire } from './wire';

/** Opens it. */
export async function openProgramsWorld(wire: Wire): Promise<MatrixWorld> {
  const world = await openWorld(wire);
  world.write('bin/source', SOURCE);
  chmodSync(join(world.root, 'bin/source'), 0o755);
  const source = `source: { command: './bin/source', timeout: 3s }, `;
  const hooks = `      hooks: { before_shift: [{ command: 'echo looked', timeout: 3s }] }\n`;
  const text = world.read(FILE);
  const judged = text.replace(
    'metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }\n',
    (all) => `${all.replace('{ errors', `{ ${source}errors`)}${hooks}`,
  );
  world.write(FILE, judged);
  world.write('.gitignore', '.teal\nstate\nterraform\n');
  const git = (...words: string[]): void =>
    void execFileSync('git', words, { cwd: world.root, env: { PATH: process.env['PATH'], HOME: world.root } });
  git('init', '--quiet');
  git('config', 'user.name', 'tester');
  git('config', 'user.email', 'tester@example.com');
  git('add', '.');
  git('commit', '--quiet', '--message', 'begin');
  return world;
}

/** Answers with no intervals. */
const SOURCE = `#!/bin/sh
cat > /dev/null
echo '{"intervals":[]}'
`;
